package dev.lodestar.streams;

import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobLogEntry;
import dev.lodestar.jobs.StreamChange;
import dev.lodestar.jobs.StreamingJobs;
import dev.lodestar.traces.LogContext;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the database knows of a running job: moves it, and publishes its rows beside the loop, one
 * publication at a time. Used by one thread, but for {@link #job}.
 */
final class StreamProgress {
  private final StreamServices services;
  private final StreamStop stop;
  private volatile Job job;
  private Optional<CompletableFuture<Optional<Job>>> publishing = Optional.empty();
  private long publishedAt = System.nanoTime();
  private boolean broken;

  StreamProgress(StreamServices services, Job job, StreamStop stop) {
    this.services = services;
    this.job = job;
    this.stop = stop;
  }

  Job job() {
    return job;
  }

  /**
   * Whether rows that were visible could not be published. Nothing after them may be published
   * then, because its offsets would say that they were.
   */
  boolean isBroken() {
    return broken;
  }

  /** Everything from the last publication on is going to be read again. */
  void restart() {
    broken = false;
  }

  /** Moves the job. Errors: {@code STALE_VERSION} when somebody else has. */
  void move(StreamChange change) {
    join();
    apply(change);
  }

  /** Changes what is not its state. */
  void change(Optional<StreamChange> change) {
    change.ifPresent(this::apply);
  }

  private void apply(StreamChange change) {
    Job seen = job;
    job =
        services
            .await(() -> services.jobs().change(seen, () -> Uni.createFrom().item(change)))
            .orElseThrow(StreamTask::movedByOthers);
  }

  /** Begins to publish what has been visible for a while, or is much. */
  void publishIfDue(StreamIngestion current) {
    if (publishing.isPresent() && publishing.get().isDone()) {
      join();
    }
    StreamsConfig config = services.config();
    boolean isFull =
        current.hot().segmentCount() >= config.hotSegmentsMax()
            || current.hot().rows() >= config.hotRowsMax();
    boolean isDue = System.nanoTime() - publishedAt >= config.publishInterval().toNanos();
    if (current.hot().isEmpty() || !(isFull || isDue)) {
      return;
    }
    if (isFull) {
      join();
    }
    if (publishing.isEmpty()) {
      begin(current, StreamProgress::stay);
    }
  }

  private static StreamChange stay(HotBatches.Publication publication) {
    return new StreamChange(
        Optional.empty(),
        Optional.empty(),
        Optional.of(publication.totals()),
        publication.entries());
  }

  private void begin(
      StreamIngestion current, Function<HotBatches.Publication, StreamChange> change) {
    Job seen = job;
    StreamPublisher.Layout layout = current.layout();
    HotBatches.Publication publication = current.hot().take(current.totals());
    publishedAt = System.nanoTime();
    publishing =
        Optional.of(
            CompletableFuture.supplyAsync(
                () ->
                    services
                        .meter()
                        .publishing(
                            seen,
                            () ->
                                services
                                    .publisher()
                                    .publish(seen, layout, publication, change, stop)),
                LogContext.JOB.on(services.publications(), seen.id())));
  }

  /** Waits for what is being published. */
  private void join() {
    if (publishing.isEmpty()) {
      return;
    }
    CompletableFuture<Optional<Job>> running = publishing.get();
    publishing = Optional.empty();
    broken = true;
    try {
      job = running.join().orElseThrow(StreamTask::movedByOthers);
      broken = false;
    } catch (CompletionException e) {
      if (e.getCause() instanceof ServiceException fault) {
        throw fault;
      }
      throw e;
    }
  }

  /** Publishes everything that is visible, and waits for it. */
  void drain(StreamIngestion current) {
    join();
    if (!current.hot().isEmpty()) {
      begin(current, StreamProgress::stay);
      join();
    }
  }

  /** The same, and moves the job in the same transaction. */
  void finish(StreamIngestion current, StreamChange end) {
    join();
    Instant now = services.clock().instant();
    current.hot().log(JobLogEntry.ok(now, StreamingJobs.PROGRESS, current.summary()));
    begin(
        current,
        publication ->
            new StreamChange(
                end.next(),
                end.health(),
                Optional.of(publication.totals()),
                Stream.concat(publication.entries().stream(), end.entries().stream()).toList()));
    join();
  }
}
