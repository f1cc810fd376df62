package dev.lodestar.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the job engine. */
@ConfigMapping(prefix = "lodestar.jobs")
public interface JobConfig {
  /** How many jobs run at the same time; the others wait in the order they came. */
  @WithDefault("2")
  int slots();

  /** How many jobs may wait; beyond that the answer is 429. */
  @WithDefault("10000")
  int waitingMax();

  /** How often a job that the end of the server interrupted runs again, before it fails. */
  @WithDefault("10")
  int restartsMax();

  /** How many log entries a job keeps. */
  @WithDefault("1000")
  int logEntriesMax();

  /** With more finished batch and SQL jobs than these, old ones are forgotten. */
  @WithDefault("5000")
  long historyMax();

  /** How long such jobs are kept after their end, however many there are. */
  @WithDefault("P90D")
  Duration historyKeptFor();

  /** How often a client that watches a job hears of its progress. */
  @WithDefault("PT1S")
  Duration progressInterval();
}
