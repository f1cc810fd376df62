package dev.lodestar.streams;

import dev.lodestar.metrics.Measure;
import dev.lodestar.metrics.Measured;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How far the running streaming jobs are behind, for each partition. */
@ApplicationScoped
class StreamMeasures implements Measured {
  private final StreamRunner runner;

  StreamMeasures(StreamRunner runner) {
    this.runner = runner;
  }

  @Override
  public Uni<List<Measure>> measures() {
    return Uni.createFrom().item(this::now);
  }

  private List<Measure> now() {
    List<Measure> found = new ArrayList<>();
    for (StreamTask task : runner.running()) {
      task.lag()
          .forEach(
              (partition, lag) ->
                  found.add(
                      new Measure(
                          "lodestar.stream.lag",
                          "How far a partition of a stream is behind its end",
                          Map.of(
                              "job", task.jobId().toString(),
                              "table", task.tableName(),
                              "stream", partition.stream(),
                              "partition", partition.name(),
                              "unit", lag.unit().apiName()),
                          lag.behind())));
    }
    return found;
  }
}
