package dev.lodestar.tables;

import dev.lodestar.reactive.Changes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What was read of the visible segments and has not changed since.
 *
 * <p>From before a change begins until after its transaction is over nothing is remembered and
 * nothing is answered; what somebody began to read before that end is never kept. So whoever knows
 * of a commit finds it here or finds nothing here. Safe for threads.
 *
 * <p>A lost connection leaves it open whether a transaction is over; what a reader may keep
 * meanwhile is forgotten after {@link #LIFE}.
 */
@ApplicationScoped
class RecentSnapshots {
  static final Duration LIFE = Duration.ofSeconds(10);
  private static final int NAMES_MAX = 4_096;
  private static final int SEGMENTS_MAX = 20_000;

  private final LongSupplier nanoTime;

  /** All read since the last change, so that any of them together are of one moment. */
  private final Map<String, Entry> entries = new HashMap<>();

  private final Changes changes = new Changes();
  private Changes.Mark readSince = changes.mark();
  private int segments;

  /** A name and the table of it, if there is one. */
  private record Entry(Optional<TableSnapshot> table, long readAt) {}

  @Inject
  RecentSnapshots() {
    this(System::nanoTime);
  }

  RecentSnapshots(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What counts the changes of tables and segments. */
  Changes changes() {
    return changes;
  }

  /** To be taken before reading what will be offered to {@link #keep}. */
  Changes.Mark mark() {
    return changes.mark();
  }

  /** Remembers what was read since the mark, unless something may have changed since then. */
  synchronized void keep(Changes.Mark mark, Set<String> names, Map<String, TableSnapshot> read) {
    if (!changes.noneSince(mark)) {
      return;
    }
    if (!mark.equals(readSince)) {
      forget();
      readSince = mark;
    }
    int added = read.values().stream().mapToInt(table -> table.segments().size()).sum();
    if (entries.size() + names.size() > NAMES_MAX || segments + added > SEGMENTS_MAX) {
      forget();
    }
    if (names.size() > NAMES_MAX || added > SEGMENTS_MAX) {
      return;
    }
    long now = nanoTime.getAsLong();
    names.forEach(name -> entries.put(name, new Entry(Optional.ofNullable(read.get(name)), now)));
    segments += added;
  }

  /** Which of the named tables exist and what of them is visible now, if that is remembered. */
  synchronized Optional<Map<String, TableSnapshot>> find(Set<String> names) {
    if (!changes.noneSince(readSince)) {
      forget();
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    Map<String, TableSnapshot> found = new HashMap<>();
    for (String name : names) {
      Entry entry = entries.get(name);
      if (entry == null || now - entry.readAt() > LIFE.toNanos()) {
        return Optional.empty();
      }
      entry.table().ifPresent(table -> found.put(name, table));
    }
    return Optional.of(found);
  }

  /**
   * Runs a transaction that may change tables or segments. Once begun it goes to its end, also when
   * nobody waits for it any more, because only its end says that it is over.
   */
  <T> Uni<T> changing(Supplier<Uni<T>> transaction) {
    return changes.during(transaction);
  }

  private void forget() {
    entries.clear();
    segments = 0;
  }

  /** Our own promise: every change is announced. */
  void requireChanging() {
    if (!changes.isUnderWay()) {
      throw new IllegalStateException("tables are changed outside TablesService.changing");
    }
  }
}
