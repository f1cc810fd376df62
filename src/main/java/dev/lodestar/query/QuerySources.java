package dev.lodestar.query;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.scans.TableScans;
import dev.lodestar.storage.SegmentLeases;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

/** Brings the segments of a planned query to where the engine reads them, before it is run. */
@ApplicationScoped
class QuerySources {
  private final TableScans scans;
  private final QueryWorkers workers;

  QuerySources(TableScans scans, QueryWorkers workers) {
    this.scans = scans;
    this.workers = workers;
  }

  /**
   * The query, once its segments are there; no worker waits for an object store.
   *
   * <p>Errors: those of {@link SegmentLeases.Lease#fetch}, {@code TIMEOUT}.
   */
  Uni<PlannedQuery> hold(PlannedQuery planned, SegmentLeases.Lease lease) {
    if (planned.sources().isEmpty()) {
      return Uni.createFrom().item(planned);
    }
    Duration timeout = planned.plan().timeout();
    return workers
        .run(() -> lease.fetch(planned.sources()))
        .chain(
            ready ->
                ready.isDone() && !ready.isCompletedExceptionally()
                    ? Uni.createFrom().item(planned)
                    : Uni.createFrom()
                        .completionStage(ready)
                        .ifNoItem()
                        .after(timeout)
                        .failWith(() -> late(timeout))
                        .replaceWith(planned));
  }

  private static ServiceException late(Duration timeout) {
    return new ServiceException(
        ErrorCode.TIMEOUT,
        null,
        "The query waited for its segments longer than its timeout of %d ms; narrow it or raise the timeout."
            .formatted(timeout.toMillis()));
  }

  /**
   * Runs the engine. Errors: those of the work; where the engine could not read a segment, the
   * fault names it.
   */
  <T> T named(PlannedQuery planned, Supplier<T> work) {
    try {
      return work.get();
    } catch (ServiceException e) {
      throw scans.explained(e, planned.sources());
    }
  }
}
