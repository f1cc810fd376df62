package dev.lodestar.streams;

import dev.lodestar.metrics.Measure;
import dev.lodestar.metrics.Measured;
import dev.lodestar.tables.HotSegment;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far the running streaming jobs are behind, how fresh their rows are, how well they do. */
@ApplicationScoped
class StreamMeasures implements Measured {
  private final StreamRunner runner;
  private final Clock clock;

  StreamMeasures(StreamRunner runner, Clock clock) {
    this.runner = runner;
    this.clock = clock;
  }

  @Override
  public Uni<List<Measure>> measures() {
    return Uni.createFrom().item(this::now);
  }

  private List<Measure> now() {
    List<Measure> found = new ArrayList<>();
    for (StreamTask task : runner.running()) {
      Map<String, String> labels =
          Map.of("job", task.jobId().toString(), "table", task.tableName());
      task.lag().forEach((partition, lag) -> found.add(lag(labels, partition, lag)));
      task.age(clock.instant())
          .ifPresent(
              age ->
                  found.add(
                      new Measure(
                          "lodestar.stream.freshness.seconds",
                          "The age of the last visible record while there is more to read, else 0",
                          labels,
                          Math.max(0, age.toMillis()) / 1000.0)));
      found.add(
          new Measure(
              "lodestar.stream.healthy",
              "1 for a streaming job that goes on, 0 for one that something keeps from it",
              labels,
              task.trouble().isEmpty() ? 1 : 0));
      List<HotSegment> hot = task.hot();
      found.add(
          new Measure(
              "lodestar.stream.hot.segments",
              "Files of rows that are visible and not published yet",
              labels,
              hot.size()));
      found.add(
          new Measure(
              "lodestar.stream.hot.rows",
              "Rows that are visible and not published yet",
              labels,
              hot.stream().mapToLong(segment -> segment.segment().rowCount()).sum()));
    }
    return found;
  }

  private static Measure lag(Map<String, String> job, StreamPartition partition, StreamLag lag) {
    Map<String, String> labels = new HashMap<>(job);
    labels.put("stream", partition.stream());
    labels.put("partition", partition.name());
    labels.put("unit", lag.unit().apiName());
    return new Measure(
        "lodestar.stream.lag",
        "How far a partition of a stream is behind its end",
        labels,
        lag.behind());
  }
}
