package dev.lodestar.files;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of uploads. */
@ConfigMapping(prefix = "lodestar.files")
public interface FilesConfig {
  /** The largest file that one request may upload. */
  @WithDefault("10G")
  MemorySize sizeMax();

  /** How much all uploaded files together may take, as the list of files shows it. */
  @WithDefault("1000G")
  MemorySize allocated();
}
