package dev.lodestar.streams;

import dev.lodestar.engine.Engine;
import dev.lodestar.jobs.StreamJobs;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.scans.TableScans;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.tables.HotSegments;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** What all streaming jobs work with. */
@ApplicationScoped
class StreamServices {
  private static final Duration DATABASE_LIMIT = Duration.ofSeconds(30);

  private final StreamJobs jobs;
  private final TablesService tables;
  private final HotSegments hot;
  private final CheckpointStore checkpoints;
  private final StreamSources sources;
  private final Registries schemas;
  private final StreamPublisher publisher;
  private final StreamMeter meter;
  private final SegmentStore segments;
  private final TableScans scans;
  private final SegmentLeases leases;
  private final Engine engine;
  private final EventLoop eventLoop;
  private final StreamsConfig config;
  private final Clock clock;
  private final ExecutorService publications =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("stream-publication-", 0).factory());

  StreamServices(
      StreamJobs jobs,
      TablesService tables,
      HotSegments hot,
      CheckpointStore checkpoints,
      StreamSources sources,
      Registries schemas,
      StreamPublisher publisher,
      StreamMeter meter,
      SegmentStore segments,
      TableScans scans,
      SegmentLeases leases,
      Engine engine,
      EventLoop eventLoop,
      StreamsConfig config,
      Clock clock) {
    this.jobs = jobs;
    this.tables = tables;
    this.hot = hot;
    this.checkpoints = checkpoints;
    this.sources = sources;
    this.schemas = schemas;
    this.publisher = publisher;
    this.meter = meter;
    this.segments = segments;
    this.scans = scans;
    this.leases = leases;
    this.engine = engine;
    this.eventLoop = eventLoop;
    this.config = config;
    this.clock = clock;
  }

  /** Brings a call of a store to an event loop and waits for it; not to be called from one. */
  <T> T await(Supplier<Uni<T>> work) {
    return eventLoop.run(work).await().atMost(DATABASE_LIMIT);
  }

  StreamJobs jobs() {
    return jobs;
  }

  TablesService tables() {
    return tables;
  }

  HotSegments hot() {
    return hot;
  }

  CheckpointStore checkpoints() {
    return checkpoints;
  }

  StreamSources sources() {
    return sources;
  }

  SchemaLookup schemas() {
    return schemas;
  }

  StreamPublisher publisher() {
    return publisher;
  }

  StreamMeter meter() {
    return meter;
  }

  SegmentStore segments() {
    return segments;
  }

  TableScans scans() {
    return scans;
  }

  SegmentLeases leases() {
    return leases;
  }

  Engine engine() {
    return engine;
  }

  StreamsConfig config() {
    return config;
  }

  Clock clock() {
    return clock;
  }

  /** Where rows are published beside the loops of their jobs. */
  ExecutorService publications() {
    return publications;
  }

  @PreDestroy
  void close() {
    publications.shutdown();
  }
}
