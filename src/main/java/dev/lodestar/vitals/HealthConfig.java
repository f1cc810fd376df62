package dev.lodestar.vitals;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the server counts as ready and as alive. */
@ConfigMapping(prefix = "lodestar.health")
public interface HealthConfig {
  /** With less room left in the data directory the server is not ready. */
  @WithDefault("256M")
  MemorySize freeSpace();

  /** How long the database may take for an answer, before the server is not ready. */
  @WithDefault("PT2S")
  Duration databaseTimeout();

  /** How long an event loop or the queue of jobs may be silent, before the server is not alive. */
  @WithDefault("PT2M")
  Duration silence();
}
