package dev.lodestar.streams;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of streaming jobs. */
@ConfigMapping(prefix = "lodestar.streams")
public interface StreamsConfig {
  /** How many streaming jobs run at the same time; others wait as pending. */
  @WithDefault("32")
  int jobsMax();

  /**
   * How long a job gathers records at most before it makes them visible, when few come: less where
   * batches cost less, and not at all after silence.
   */
  @WithDefault("PT0.04S")
  Duration linger();

  /** The most records of one batch. */
  @WithDefault("200000")
  int batchRecordsMax();

  /** The most bytes of one batch. */
  @WithDefault("48M")
  MemorySize batchSizeMax();

  /** The largest record; one that is larger counts as unreadable. */
  @WithDefault("16M")
  MemorySize recordSizeMax();

  /** How often visible rows are published, so that a restart need not read them again. */
  @WithDefault("PT5S")
  Duration publishInterval();

  /** With more unpublished files of a job than these, they are published at once. */
  @WithDefault("64")
  int hotSegmentsMax();

  /** With more unpublished rows of a job than these, they are published at once. */
  @WithDefault("600000")
  long hotRowsMax();

  /** A job that has had nothing to read for so long is idle. */
  @WithDefault("PT10M")
  Duration idleAfter();

  /** How often a job looks for new topics and partitions. */
  @WithDefault("PT10S")
  Duration discoveryInterval();

  /** How often a job asks a shard of Kinesis for new records; five times a second at most. */
  @WithDefault("PT0.3S")
  Duration kinesisReadInterval();

  /** How many log entries about faulty records a job writes at most. */
  @WithDefault("500")
  int faultsLoggedMax();
}
