package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.RecentReads;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Pages of jobs, for many that ask for them at once. */
@ApplicationScoped
public class JobLists {
  private final JobListStore store;
  private final TablesService tables;

  JobLists(JobListStore store, TablesService tables) {
    this.store = store;
    this.tables = tables;
  }

  /** Pages in a form of the caller's, each as of now. */
  @FunctionalInterface
  public interface Pages<F> {
    /** Errors: {@code INVALID_ARGUMENT} for a table's id that is none. */
    Uni<F> get(JobSelection selection);
  }

  /**
   * Pages that are remembered in this form until a job changes.
   *
   * @param form made once for all who ask for the same page meanwhile
   * @param weight of a page, in the unit of {@code weightMax}
   * @param weightMax of all pages that are remembered
   */
  public <F> Pages<F> in(Function<JobPage, F> form, ToIntFunction<F> weight, int weightMax) {
    RecentReads<JobSelection, F> recent = new RecentReads<>(store.changes(), weight, weightMax);
    return selection ->
        Uni.createFrom()
            .deferred(() -> named(selection))
            .chain(named -> recent.get(named, () -> store.page(named).map(form)));
  }

  private Uni<JobSelection> named(JobSelection selection) {
    if (selection.targetTableId() == null) {
      return Uni.createFrom().item(selection);
    }
    return tables
        .identified(tableId(selection.targetTableId()))
        // No table has an empty name, so none of its jobs is found.
        .map(found -> selection.withTargetTable(found.map(Table::name).orElse("")));
  }

  private static UUID tableId(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, "targetTableId", "targetTableId must be a UUID.", e);
    }
  }
}
