package dev.lodestar.engine;

import dev.lodestar.data.Interval;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.TextLists;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * A finished file that nobody sees yet.
 *
 * @param chunk the time chunk whose rows it holds
 * @param minTime the smallest {@code __time} in it
 * @param maxTime the largest {@code __time} in it
 * @param lists the text columns that it holds as lists
 * @param leaves of its JSON columns, the leaves that it holds once more as columns
 */
public record StagedSegment(
    Path file,
    Interval chunk,
    long rowCount,
    long sizeBytes,
    Instant minTime,
    Instant maxTime,
    TextLists lists,
    Set<StoredLeaf> leaves) {
  public StagedSegment {
    leaves = Set.copyOf(leaves);
  }
}
