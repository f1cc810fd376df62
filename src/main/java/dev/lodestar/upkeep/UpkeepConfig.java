package dev.lodestar.upkeep;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.Period;

/** What happens to stored data without a job. */
@ConfigMapping(prefix = "lodestar.upkeep")
public interface UpkeepConfig {
  /** How many days hidden rows and dropped tables can be restored; then they go for good. */
  @WithDefault("P30D")
  Period purgeAfter();

  /** Whether small segments are merged in the background. */
  @WithDefault("true")
  boolean compaction();

  /** How often small segments are looked for. */
  @WithDefault("PT1M")
  Duration compactEvery();

  /** How often it is looked for what was hidden long enough. */
  @WithDefault("PT10M")
  Duration purgeEvery();

  /** How many small segments a time chunk may have before they are merged. */
  @WithDefault("16")
  int smallSegmentsMax();

  /** Segments below this size are small; merging aims at it. */
  @WithDefault("64M")
  MemorySize segmentSize();
}
