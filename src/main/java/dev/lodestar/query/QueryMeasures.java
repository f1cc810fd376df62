package dev.lodestar.query;

import dev.lodestar.metrics.Measure;
import dev.lodestar.metrics.Measured;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** How many queries there are now, and how many there may be. */
@ApplicationScoped
class QueryMeasures implements Measured {
  private final RunningQueries queries;
  private final QueryWorkers workers;
  private final QueryConfig config;

  QueryMeasures(RunningQueries queries, QueryWorkers workers, QueryConfig config) {
    this.queries = queries;
    this.workers = workers;
    this.config = config;
  }

  @Override
  public Uni<List<Measure>> measures() {
    return Uni.createFrom().item(this::now);
  }

  private List<Measure> now() {
    return List.of(
        one("lodestar.queries", "Queries whose clients wait", queries.count()),
        one("lodestar.query.workers.busy", "Workers that plan or run queries", workers.busy()),
        one("lodestar.query.workers.max", "Workers for queries", config.concurrency()),
        one("lodestar.query.waiting", "Queries that wait for a worker", workers.waiting()),
        one(
            "lodestar.query.waiting.max",
            "Queries that may wait for a worker before others are refused",
            config.waitingMax()));
  }

  private static Measure one(String name, String description, double value) {
    return new Measure(name, description, Map.of(), value);
  }
}
