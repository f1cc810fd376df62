package dev.lodestar.events;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The one writer of pushed events.
 *
 * <p>Requests that come while a statement runs go into the next one together; each is acknowledged
 * after its statement has committed. Positions are numbered here, statement after statement, so
 * that a reader never sees a position before the smaller ones. Safe for threads.
 */
@ApplicationScoped
public class EventLog {
  private static final Logger LOG = Logger.getLogger(EventLog.class);
  private static final Duration DATABASE_LIMIT = Duration.ofSeconds(30);
  private static final int STATEMENT_COUNT_MAX = 1_024;
  private static final long STATEMENT_BYTES_MAX = 16L << 20;
  private static final int READ_COUNT_MAX = 2_048;
  private static final long READ_BYTES_MAX = 16L << 20;

  private final EventStore store;
  private final EventsConfig config;
  private final Clock clock;

  /** Guarded by itself, as all that follows. */
  private final Deque<Waiting> queue = new ArrayDeque<>();

  /** Behind the last committed position of streams whose end is known. */
  private final Map<String, Long> ends = new HashMap<>();

  private long waitingBytes;
  private boolean open = true;
  private boolean started;

  EventLog(EventStore store, EventsConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  // Never compared and never changed.
  @SuppressWarnings("ArrayRecordComponent")
  private record Waiting(String stream, byte[] body, UniEmitter<? super Void> acknowledgement) {}

  /**
   * Stores the events of one request; completes when they are there for good.
   *
   * <p>Errors: {@code TOO_MANY_REQUESTS} when too many wait; {@code SERVICE_UNAVAILABLE} when they
   * may not have been stored.
   */
  public Uni<Void> append(String stream, byte[] body) {
    return Uni.createFrom().emitter(emitter -> enqueue(new Waiting(stream, body, emitter)));
  }

  private void enqueue(Waiting request) {
    synchronized (queue) {
      if (open
          && queue.size() < config.waitingMax()
          && waitingBytes + request.body().length <= config.waitingSizeMax().asLongValue()) {
        queue.add(request);
        waitingBytes += request.body().length;
        if (!started) {
          started = true;
          Thread.ofPlatform().daemon().name("event-log").start(this::write);
        }
        queue.notifyAll();
        return;
      }
    }
    request
        .acknowledgement()
        .fail(new ServiceException(ErrorCode.TOO_MANY_REQUESTS, null, "API rate limit exceeded"));
  }

  private void write() {
    try {
      for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
        store(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What waits, up to a limit; empty when the log is closed and nothing waits any more. */
  private List<Waiting> next() throws InterruptedException {
    synchronized (queue) {
      while (open && queue.isEmpty()) {
        queue.wait();
      }
      List<Waiting> batch = new ArrayList<>();
      long bytes = 0;
      while (!queue.isEmpty()
          && batch.size() < STATEMENT_COUNT_MAX
          && bytes < STATEMENT_BYTES_MAX) {
        Waiting request = queue.remove();
        bytes += request.body().length;
        batch.add(request);
      }
      waitingBytes -= bytes;
      return batch;
    }
  }

  private void store(List<Waiting> batch) {
    try {
      Map<String, Long> next = new HashMap<>();
      List<EventStore.Placed> placed = new ArrayList<>();
      long now = clock.millis();
      for (Waiting request : batch) {
        long position =
            next.containsKey(request.stream()) ? next.get(request.stream()) : end(request.stream());
        next.put(request.stream(), position + 1);
        placed.add(
            new EventStore.Placed(
                request.stream(), new StoredEvent(position, now, request.body())));
      }
      store.append(placed).await().atMost(DATABASE_LIMIT);
      synchronized (queue) {
        ends.putAll(next);
        queue.notifyAll();
      }
      batch.forEach(request -> request.acknowledgement().complete(null));
    } catch (RuntimeException e) {
      refuse(batch, e);
    }
  }

  /** Whether the statement was carried out is unknown: ends are to be read again. */
  private void refuse(List<Waiting> batch, RuntimeException fault) {
    LOG.warnf(fault, "%d requests with events could not be stored.", batch.size());
    synchronized (queue) {
      batch.forEach(request -> ends.remove(request.stream()));
    }
    ServiceException answer =
        new ServiceException(
            ErrorCode.SERVICE_UNAVAILABLE,
            null,
            "The events could not be stored now; send them again.",
            fault);
    batch.forEach(request -> request.acknowledgement().fail(answer));
  }

  /**
   * The position behind the last event of a stream.
   *
   * <p>Blocks. Fails when the database does not answer.
   */
  public long end(String stream) throws TimeoutException {
    synchronized (queue) {
      Long known = ends.get(stream);
      if (known != null) {
        return known;
      }
    }
    long end = store.range(stream).await().atMost(DATABASE_LIMIT).end();
    synchronized (queue) {
      return ends.merge(stream, end, Math::max);
    }
  }

  /** The oldest position that is kept, or the end where none is. Blocks as {@link #end}. */
  public long first(String stream) throws TimeoutException {
    return store.range(stream).await().atMost(DATABASE_LIMIT).first();
  }

  /** The next committed events from a position on, in their order. Blocks as {@link #end}. */
  public List<StoredEvent> read(String stream, long from) throws TimeoutException {
    return store.read(stream, from, READ_COUNT_MAX, READ_BYTES_MAX).await().atMost(DATABASE_LIMIT);
  }

  /** Waits until there is an event at a position or beyond; whether there is one by then. */
  public boolean awaitEvent(String stream, long position, Duration wait)
      throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    end(stream);
    synchronized (queue) {
      while (ends.getOrDefault(stream, 0L) <= position) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        queue.wait(left);
      }
      return true;
    }
  }

  /** What waits is stored; what comes later is refused. */
  @PreDestroy
  void close() {
    synchronized (queue) {
      open = false;
      queue.notifyAll();
    }
  }
}
