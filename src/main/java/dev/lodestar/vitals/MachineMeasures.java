package dev.lodestar.vitals;

import dev.lodestar.engine.Engine;
import dev.lodestar.engine.EngineUsage;
import dev.lodestar.metrics.Measure;
import dev.lodestar.metrics.Measured;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the engine takes of memory and disk, and what is left of the disk. */
@ApplicationScoped
class MachineMeasures implements Measured {
  private final Engine engine;
  private final Path directory;

  MachineMeasures(Engine engine, @ConfigProperty(name = "lodestar.data-dir") Path directory) {
    this.engine = engine;
    this.directory = directory;
  }

  @Override
  public Uni<List<Measure>> measures() {
    return Uni.createFrom()
        .item(this::now)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private List<Measure> now() {
    List<Measure> found = new ArrayList<>();
    for (EngineUsage usage : engine.usage()) {
      Map<String, String> labels = Map.of("database", usage.database());
      found.add(
          new Measure(
              "lodestar.engine.memory.bytes",
              "Memory that the databases of the engine take",
              labels,
              usage.memoryBytes()));
      found.add(
          new Measure(
              "lodestar.engine.memory.limit.bytes",
              "Memory that the databases of the engine may take before they spill",
              labels,
              usage.memoryLimitBytes()));
      found.add(
          new Measure(
              "lodestar.engine.spilled.bytes",
              "What the databases of the engine keep on disk for want of memory",
              labels,
              usage.spilledBytes()));
    }
    found.add(disk("lodestar.disk.free.bytes", "Room left in the data directory", free()));
    found.add(disk("lodestar.disk.total.bytes", "The size of the data directory's disk", total()));
    return found;
  }

  private static Measure disk(String name, String description, long bytes) {
    return new Measure(name, description, Map.of(), bytes);
  }

  private long free() {
    try {
      return store().getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("asking for the room of the data directory", e);
    }
  }

  private long total() {
    try {
      return store().getTotalSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("asking for the size of the data directory's disk", e);
    }
  }

  private FileStore store() throws IOException {
    return Files.getFileStore(directory);
  }
}
