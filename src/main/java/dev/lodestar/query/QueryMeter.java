package dev.lodestar.query;

import dev.lodestar.metrics.Metrics;
import dev.lodestar.traces.Span;
import dev.lodestar.traces.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What is counted, timed and traced of queries. */
@ApplicationScoped
class QueryMeter {
  private final Metrics metrics;
  private final Traces traces;

  QueryMeter(Metrics metrics, Traces traces) {
    this.metrics = metrics;
    this.traces = traces;
    refused(0);
  }

  /** A query whose client waits for it, as a part of the request whose context this is. */
  ObservedQuery synchronous() {
    return begin("synchronous", traces.current().child("query"));
  }

  /** A statement that runs by itself. */
  ObservedQuery asynchronous() {
    return begin("asynchronous", traces.root("statement"));
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
