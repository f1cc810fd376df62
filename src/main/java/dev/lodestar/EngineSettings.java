package dev.lodestar;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** What the embedded engine may use. */
@ConfigMapping(prefix = "lodestar.engine")
public interface EngineSettings {
  /** Threads of each of the two databases; all cores when absent. */
  OptionalInt threads();

  /** Memory that all running ingestions share; above it they spill to disk. */
  @WithDefault("512M")
  MemorySize ingestMemory();

  /** Memory that all running queries share; above it they spill to disk. */
  @WithDefault("1G")
  MemorySize queryMemory();

  /** The largest record that a job may read. */
  @WithDefault("16M")
  MemorySize rowSizeMax();

  /** The most that the packed files of one job may unpack to. */
  @WithDefault("100G")
  MemorySize unpackedSizeMax();

  /** How many leaves of a JSON column a segment may hold for each thousand of its rows. */
  @WithDefault("10")
  int leavesPerThousandRows();
}
