package dev.lodestar.scans;

import dev.lodestar.metrics.Measure;
import dev.lodestar.metrics.Measured;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.StorageFigures;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** How it is with the files of segments. */
@ApplicationScoped
class StorageMeasures implements Measured {
  private final SegmentStore store;

  StorageMeasures(SegmentStore store) {
    this.store = store;
  }

  @Override
  public Uni<List<Measure>> measures() {
    return Uni.createFrom().item(() -> of(store.figures()));
  }

  private static List<Measure> of(StorageFigures figures) {
    return List.of(
        measure("damaged", "Segments whose files were found damaged or missing", figures.damaged()),
        measure("cache.bytes", "Local copies of an object store's segments", figures.cacheBytes()),
        measure("cache.bytes.max", "What these copies may take", figures.cacheBytesMax()),
        measure("cache.hits", "Segments that were there when they were wanted", figures.hits()),
        measure("cache.fetches", "Segments that had to be fetched", figures.fetches()),
        measure(
            "uploads.retried",
            "Uploads that failed and were tried again",
            figures.uploadsRetried()));
  }

  private static Measure measure(String name, String description, long value) {
    return new Measure("lodestar.storage." + name, description, Map.of(), (double) value);
  }
}
