package dev.lodestar.tables;

import dev.lodestar.reactive.EventLoop;
import dev.lodestar.reactive.RecentReads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** The list of all tables, which has no pages, for many that ask for it at once. */
@ApplicationScoped
public class TableLists {
  private static final int TABLES_MAX = 50_000;

  private final TableListStore store;
  private final EventLoop eventLoop;
  private final Clock clock;
  private final RecentReads<String, List<ListedTable>> recent;

  TableLists(TableListStore store, RecentSnapshots snapshots, EventLoop eventLoop, Clock clock) {
    this.store = store;
    this.eventLoop = eventLoop;
    this.clock = clock;
    this.recent = new RecentReads<>(snapshots.changes(), List::size, TABLES_MAX);
  }

  /**
   * All tables by name, as of now; what is precached is as of the last ten seconds.
   *
   * @return the same list as before, while nothing changes
   */
  public Uni<List<ListedTable>> all() {
    return recent.get("", () -> eventLoop.run(() -> store.all(clock.instant())));
  }
}
