package dev.lodestar.query;

import dev.lodestar.metrics.Metrics;
import dev.lodestar.traces.Span;
import dev.lodestar.traces.Submissions;
import dev.lodestar.traces.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What is counted, timed and traced of queries. */
@ApplicationScoped
class QueryMeter {
  private final Metrics metrics;
  private final Traces traces;
  private final Submissions submissions = new Submissions();

  QueryMeter(Metrics metrics, Traces traces) {
    this.metrics = metrics;
    this.traces = traces;
    refused(0);
  }

  /** A query whose client waits for it, as a part of the request whose context this is. */
  ObservedQuery synchronous() {
    return begin("synchronous", traces.current().child("query"));
  }

  /** The submission of a statement, as a part of the request whose context this is. */
  Uni<AsyncStatement> submitting(Uni<AsyncStatement> work) {
    Span span = traces.current().child("statement submit");
    return submissions.traced(
        span, work.invoke(statement -> about(span, statement)), AsyncStatement::id);
  }

  /** A statement that runs by itself, as a consequence of its request if that is known. */
  ObservedQuery asynchronous(AsyncStatement statement) {
    Span span =
        submissions
            .take(statement.id())
            .map(submission -> submission.child("statement"))
            .orElseGet(() -> traces.root("statement"));
    return begin("asynchronous", about(span, statement));
  }

  private static Span about(Span span, AsyncStatement statement) {
    return span.with("lodestar.statement.id", statement.id().toString());
  }

  private ObservedQuery begin(String kind, Span span) {
    return new ObservedQuery(
        span,
        (reads, outcome, time) ->
            metrics.took(
                "lodestar.query",
                "How long queries took, from the request to the last row",
                time,
                "kind",
                kind,
                "reads",
                reads,
                "outcome",
                outcome));
  }

  /** A query has waited for a worker. */
  void admitted(Duration waited) {
    metrics.took(
        "lodestar.query.wait", "How long work of queries waited for one of their workers", waited);
  }

  /** A query was refused, because too many wait. */
  void refused() {
    refused(1);
  }

  private void refused(long count) {
    metrics.count(
        "lodestar.query.refused", "Queries that were refused because too many waited", count);
  }

  /**
   * Somebody looked for what may be remembered.
   *
   * @param cache {@code text}, {@code plan} or {@code snapshot}
   */
  void looked(String cache, boolean isHit) {
    metrics.count(
        "lodestar.cache.lookups",
        "How often queries found what they looked for in memory",
        1,
        "cache",
        cache,
        "result",
        isHit ? "hit" : "miss");
  }
}
