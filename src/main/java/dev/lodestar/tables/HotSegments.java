package dev.lodestar.tables;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The rows of streams that are visible and not published yet.
 *
 * <p>Every snapshot has each row of a stream exactly once, without a lock between readers and
 * writers:
 *
 * <ul>
 *   <li>A reader first takes {@link #view} (H), and then reads of the database, in one statement,
 *       the visible segments (S) and the number of the last published batch (p). It uses S and the
 *       batches of H above p.
 *   <li>A batch is published by one transaction that adds its rows to S and raises p to its number
 *       or beyond; {@link #forget} is called when that transaction is known to be over.
 * </ul>
 *
 * <p>So a batch up to p is in S alone: the reader leaves it out of H. A batch above p that was
 * visible when the reader came is in H, because it can only have left after a commit that raised p
 * beyond it, and the reader asked for p later than that. What a reader remembers of the database is
 * as good as a reading of its own ({@link RecentSnapshots}). Safe for threads.
 */
@ApplicationScoped
public class HotSegments {
  /** Replaced as a whole, so that a view is of one moment; the maps and lists never change. */
  private volatile Map<UUID, List<HotSegment>> current = Map.of();

  private final Map<UUID, Long> lastSequences = new HashMap<>();

  /** What is hot at one moment, by table, in the order of the batches. */
  public record View(Map<UUID, List<HotSegment>> tables) {
    /** The hot segments of a table of which batches up to a number are published. */
    public List<HotSegment> after(UUID tableId, long publishedSequence) {
      return tables.getOrDefault(tableId, List.of()).stream()
          .filter(hot -> hot.sequence() > publishedSequence)
          .toList();
    }

    /** What was read of the database, later than this view, with the hot rows. */
    TableSnapshot over(TableSnapshot stored) {
      List<HotSegment> hot = after(stored.table().id(), stored.publishedSequence());
      return hot.isEmpty() ? stored : stored.withHot(hot);
    }
  }

  public View view() {
    return new View(current);
  }

  /**
   * A number for the next batch of a table: above every number of this process, and above what was
   * published before.
   */
  public synchronized long next(UUID tableId, long publishedSequence) {
    long next = Math.max(lastSequences.getOrDefault(tableId, 0L), publishedSequence) + 1;
    lastSequences.put(tableId, next);
    return next;
  }

  /** Makes a batch visible; its files are in their place. */
  public synchronized void add(UUID tableId, List<HotSegment> batch) {
    List<HotSegment> more = new ArrayList<>(current.getOrDefault(tableId, List.of()));
    more.addAll(batch);
    replace(tableId, more);
  }

  /**
   * Forgets the batches up to this number: either the transaction that published them is over, or
   * their rows shall not be seen any more.
   */
  public synchronized void forget(UUID tableId, long throughSequence) {
    replace(tableId, view().after(tableId, throughSequence));
  }

  private void replace(UUID tableId, List<HotSegment> segments) {
    Map<UUID, List<HotSegment>> next = new HashMap<>(current);
    if (segments.isEmpty()) {
      next.remove(tableId);
    } else {
      next.put(tableId, List.copyOf(segments));
    }
    current = Map.copyOf(next);
  }
}
