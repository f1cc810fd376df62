package dev.lodestar.streams;

import dev.lodestar.jobs.Job;
import dev.lodestar.traces.Span;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** An open source and what of it goes into the next batch. Used by one thread. */
final class StreamReading implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(StreamReading.class);
  private static final Duration WAIT = Duration.ofMillis(100);

  /** With so many records at once there are more to come, and a larger batch costs less. */
  private static final int MANY = 2_000;

  private static final Duration LINGER_MAX = Duration.ofMillis(700);

  /** A source that is silent for so long may be lost. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private static final Duration LAG_INTERVAL = Duration.ofSeconds(2);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(60);

  private final StreamServices services;
  private final Job job;
  private final StreamSource source;
  private final Linger linger;
  private long askedAt = System.nanoTime();
  private long heardAt = System.nanoTime();
  private long lagAt = System.nanoTime();
  private long loggedAt = System.nanoTime();

  private StreamReading(StreamServices services, Job job, StreamSource source) {
    this.services = services;
    this.job = job;
    this.source = source;
    this.linger = new Linger(services.config().linger(), System.nanoTime());
  }

  /** Opens the source of a job where its rows end that are visible, or where its table has read. */
  static StreamReading open(StreamServices services, Job job, StreamIngestion ingestion) {
    StreamSource source = services.await(() -> services.sources().source(ingestion.source()));
    try {
      Map<StreamPartition, StreamPosition> known =
          ingestion.positions().isEmpty()
              ? services.await(() -> services.checkpoints().of(ingestion.tableId()))
              : ingestion.positions();
      Set<String> others = new HashSet<>();
      Map<StreamPartition, StreamPosition> own = new HashMap<>();
      known.forEach(
          (partition, next) -> {
            if (source.reads(partition.stream())) {
              own.put(partition, next);
            } else {
              others.add(partition.stream());
            }
          });
      services.await(() -> services.checkpoints().forget(ingestion.tableId(), others));
      Map<StreamPartition, StreamPosition> begun = source.open(own, ingestion.readFromPoint());
      keep(services, ingestion, begun, own.keySet());
      return new StreamReading(services, job, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Where reading begins is stored before anything is read: what comes after must not be lost. */
  private static void keep(
      StreamServices services,
      StreamIngestion ingestion,
      Map<StreamPartition, StreamPosition> begun,
      Set<StreamPartition> stored) {
    Map<StreamPartition, StreamPosition> fresh = new HashMap<>(begun);
    fresh.keySet().removeAll(stored);
    if (!fresh.isEmpty()) {
      services.await(() -> services.checkpoints().save(ingestion.tableId(), fresh));
    }
    ingestion.readsFrom(begun);
  }

  /**
   * Makes the next records visible; waits a moment for them.
   *
   * @return whether there were any
   */
  boolean next(StreamIngestion ingestion, StreamHealth health) throws InterruptedException {
    lookAround(ingestion);
    try (StreamIngestion.OpenBatch open = ingestion.begin()) {
      Optional<SourceLostException> lost = gatherUntilLost(open.batch());
      if (open.batch().isEmpty()) {
        if (lost.isPresent()) {
          throw lost.get();
        }
        ingestion.advance(open.batch());
        return false;
      }
      heardAt = System.nanoTime();
      if (lost.isEmpty()) {
        health.found();
      }
      makeVisible(ingestion, open);
      if (lost.isPresent()) {
        throw lost.get();
      }
      return true;
    }
  }

  private void makeVisible(StreamIngestion ingestion, StreamIngestion.OpenBatch open) {
    long begun = System.nanoTime();
    StreamMeter meter = services.meter();
    Span span = meter.batch(job).with("lodestar.records", open.batch().records());
    boolean isVisible = false;
    try {
      ingestion.makeVisible(open, span);
      span.end();
      isVisible = true;
    } catch (RuntimeException e) {
      span.end(e);
      throw e;
    } finally {
      long end = System.nanoTime();
      linger.worked(begun, end);
      meter.batched(
          Duration.ofNanos(end - begun),
          isVisible,
          open.batch().oldestMs(),
          services.clock().instant());
    }
  }

  /** What came before a source was lost is good; the source is opened anew behind it. */
  private Optional<SourceLostException> gatherUntilLost(StreamBatch batch)
      throws InterruptedException {
    try {
      gather(batch);
      return Optional.empty();
    } catch (SourceLostException e) {
      return Optional.of(e);
    }
  }

  private void gather(StreamBatch batch) throws InterruptedException {
    source.poll(WAIT, batch);
    long begun = System.nanoTime();
    long last = batch.records();
    long wait = linger.of(begun);
    while (!batch.isEmpty() && !isFull(batch)) {
      long passed = System.nanoTime() - begun;
      if (passed >= (last >= MANY ? LINGER_MAX.toNanos() : wait)) {
        return;
      }
      long before = batch.records();
      source.poll(Duration.ofNanos(Math.max(1, wait - passed)), batch);
      last = batch.records() - before;
      if (last == 0 && System.nanoTime() - begun >= wait) {
        return;
      }
    }
  }

  private boolean isFull(StreamBatch batch) {
    return batch.records() >= services.config().batchRecordsMax()
        || batch.bytes() >= services.config().batchSizeMax().asLongValue();
  }

  private void lookAround(StreamIngestion ingestion) {
    long now = System.nanoTime();
    boolean isDue = now - askedAt > services.config().discoveryInterval().toNanos();
    boolean isSilent = now - heardAt > SILENCE.toNanos() && now - askedAt > SILENCE.toNanos();
    if (isDue || isSilent) {
      askedAt = now;
      Map<StreamPartition, StreamPosition> found = source.discover();
      if (!found.isEmpty()) {
        LOG.infof("Job %s reads %d new partitions.", job.id(), found.size());
        keep(services, ingestion, found, Set.of());
      }
    }
    if (now - lagAt > LAG_INTERVAL.toNanos()) {
      lagAt = now;
      ingestion.isBehind(source.lag());
    }
    if (now - loggedAt > LOG_INTERVAL.toNanos()) {
      loggedAt = now;
      LOG.infof("Job %s: %s", job.id(), ingestion.summary());
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
