package dev.lodestar.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the job engine. */
@ConfigMapping(prefix = "lodestar.jobs")
public interface JobConfig {
  /** How many jobs run at the same time; the others wait in the order they came. */
  @WithDefault("2")
  int slots();

  /** How many log entries a job keeps. */
  @WithDefault("1000")
  int logEntriesMax();
}
