package dev.lodestar.jobs;

import dev.lodestar.metrics.Measure;
import dev.lodestar.metrics.Measured;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** How many jobs there are of each type in each state. */
@ApplicationScoped
class JobMeasures implements Measured {
  private final JobCountStore store;

  JobMeasures(JobCountStore store) {
    this.store = store;
  }

  @Override
  public Uni<List<Measure>> measures() {
    return store
        .counts()
        .map(
            counts ->
                counts.stream()
                    .map(
                        count ->
                            new Measure(
                                "lodestar.jobs",
                                "Jobs by type and state",
                                Map.of("type", count.type(), "state", count.state()),
                                count.jobs()))
                    .toList());
  }
}
