package dev.lodestar.storage;

import java.time.Duration;

/**
 * What the store of segments may use, and how long it tries.
 *
 * @param cacheBytesMax local copies of an object store's segments
 * @param transfersAtOnce downloads that run at the same time, or files that are verified
 * @param uploadPatience how long a job tries to store a file
 * @param roomPatience how long a reader waits for room in the cache
 * @param verifies whether files are compared with their checksums before their first use
 */
public record StorageLimits(
    long cacheBytesMax,
    int transfersAtOnce,
    Duration uploadPatience,
    Duration roomPatience,
    boolean verifies) {
  public StorageLimits {
    if (cacheBytesMax < 1 || transfersAtOnce < 1) {
      throw new IllegalArgumentException("the size of the cache and transfers are positive");
    }
  }

  /** Figures that suit a small machine. */
  public static final StorageLimits DEFAULT =
      new StorageLimits(10L << 30, 4, Duration.ofMinutes(5), Duration.ofMinutes(1), true);
}
