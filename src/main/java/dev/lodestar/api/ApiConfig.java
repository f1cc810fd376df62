package dev.lodestar.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the REST API. */
@ConfigMapping(prefix = "lodestar.api")
public interface ApiConfig {
  /** The largest request body that is read into memory: everything but uploads. */
  @WithDefault("32M")
  MemorySize bodySizeMax();
}
