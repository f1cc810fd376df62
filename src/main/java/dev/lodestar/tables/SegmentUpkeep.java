package dev.lodestar.tables;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What happens to segments without a job: they expire, are purged, are merged. Each method is one
 * transaction of its own; call them on an event loop.
 */
@ApplicationScoped
public class SegmentUpkeep {
  private final RetentionStore retention;
  private final PurgeStore purges;
  private final CompactionStore compactions;
  private final RecentSnapshots recent;

  SegmentUpkeep(
      RetentionStore retention,
      PurgeStore purges,
      CompactionStore compactions,
      RecentSnapshots recent) {
    this.retention = retention;
    this.purges = purges;
    this.compactions = compactions;
    this.recent = recent;
  }

  /** The tables with segments that their storage policies do not keep any more. */
  public Uni<List<UUID>> expiring(Instant now) {
    return retention.due(now);
  }

  /** Hides what the storage policy of a table does not keep; says how many segments. */
  public Uni<Integer> expire(UUID tableId, Instant now) {
    return recent.changing(() -> retention.expire(tableId, now));
  }

  /**
   * Removes the rows of some segments of one table that were hidden before this time.
   *
   * @return the segments that are gone, whose files can go; none when nothing is left to do
   */
  public Uni<List<SegmentReference>> purge(Instant before, int segmentsMax) {
    return purges
        .tableToPurge(before)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(List.of())
                    : purges.purge(found.get(), before, segmentsMax));
  }

  /** Removes the tables that were dropped softly and have nothing to restore; says how many. */
  public Uni<Long> purgeTables() {
    return purges.purgeTables();
  }

  /** The tables in which something may be merged. */
  public Uni<Set<UUID>> compactable(int smallSegmentsMax, long smallBytes) {
    return compactions.candidates(smallSegmentsMax, smallBytes);
  }

  /** A table with its visible segments; empty when it is gone. */
  public Uni<Optional<CompactableTable>> compactable(UUID tableId) {
    return compactions.table(tableId);
  }

  /** Whether these segments, read from the table as it was then, may still be merged. */
  public Uni<Boolean> isMergeable(Table seen, List<UUID> sources) {
    return compactions.isMergeable(seen, sources);
  }

  /**
   * Puts merged segments into the place of those that they were read from.
   *
   * @param seen the table as it was when they were read
   * @return false when something has changed since, and nothing was done
   */
  public Uni<Boolean> replace(
      Table seen, List<UUID> sources, List<NewSegment> merged, Instant now) {
    return recent.changing(() -> compactions.replace(seen, sources, merged, now));
  }
}
