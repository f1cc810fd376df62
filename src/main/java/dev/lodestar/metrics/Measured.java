package dev.lodestar.metrics;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Something that has values of now; asked whenever somebody wants them, on an event loop. */
public interface Measured {
  Uni<List<Measure>> measures();
}
