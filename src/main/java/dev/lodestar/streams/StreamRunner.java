package dev.lodestar.streams;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobSource;
import dev.lodestar.jobs.JobState;
import dev.lodestar.jobs.JobTotals;
import dev.lodestar.jobs.StreamingJobs;
import dev.lodestar.reactive.EventLoop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Runs streaming jobs, each in a thread of its own. The queue is the database; at each start the
 * jobs go on that have not been stopped.
 */
@ApplicationScoped
public class StreamRunner implements StreamingJobs {
  private static final Logger LOG = Logger.getLogger(StreamRunner.class);

  /** After all observers of the start that have no priority, such as the sweep of the files. */
  private static final int AFTER_RECOVERY = 10_000;

  /** How long a user waits for a job to stop or to publish. */
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(15);

  /** How long the process waits at its end, and then once more for what it has interrupted. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

  private final StreamServices services;
  private final EventLoop eventLoop;
  private final Map<UUID, StreamTask> tasks = new ConcurrentHashMap<>();
  private final AtomicBoolean open = new AtomicBoolean();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicBoolean wanted = new AtomicBoolean();

  StreamRunner(StreamServices services, EventLoop eventLoop) {
    this.services = services;
    this.eventLoop = eventLoop;
  }

  void onStart(@Observes @Priority(AFTER_RECOVERY) StartupEvent event) {
    open.set(true);
    wake();
  }

  /** A net under the wake-ups: a database that was away must not leave jobs asleep. */
  @Scheduled(every = "2s", identity = "streams")
  void tick() {
    wake();
  }

  @Override
  public Uni<Void> requireReadable(JobSource.Connection source) {
    return services.sources().requireReadable(source);
  }

  @Override
  public void wake() {
    wanted.set(true);
    look();
  }

  private void look() {
    if (!open.get() || !wanted.get() || !looking.compareAndSet(false, true)) {
      return;
    }
    wanted.set(false);
    eventLoop
        .run(() -> services.jobs().unfinished())
        .subscribe()
        .with(
            jobs -> {
              arrange(jobs);
              looking.set(false);
              look();
            },
            failure -> {
              looking.set(false);
              LOG.debug("Streaming jobs cannot be read; the next tick tries again.", failure);
            });
  }

  /** Tells each running task what is wanted of it, and starts what may start. */
  private synchronized void arrange(List<Job> jobs) {
    for (Job job : jobs) {
      StreamTask task = tasks.get(job.id());
      if (task != null) {
        task.requests().want(job.desired());
      } else if (isToRun(job)) {
        start(job);
      }
    }
  }

  /** Also one that shall stop but was left running by a crash: its task stops it at once. */
  private boolean isToRun(Job job) {
    boolean isOpen =
        switch (job.state()) {
          case JobState.Pending pending -> job.desired() == ExecutionStatus.RUNNING;
          case JobState.Running running -> true;
          case JobState.Idle idle -> true;
          case JobState.Suspended suspended -> false;
          case JobState.Completed completed -> false;
          case JobState.Failed failed -> false;
          case JobState.Canceled canceled -> false;
        };
    boolean isFree =
        tasks.values().stream()
            .noneMatch(task -> task.tableName().equals(job.definition().targetTable()));
    return isOpen && isFree && tasks.size() < services.config().jobsMax() && open.get();
  }

  /** The tasks that run now. */
  List<StreamTask> running() {
    return List.copyOf(tasks.values());
  }

  /** What keeps jobs from going on that run, in sentences. */
  public Map<UUID, String> troubles() {
    Map<UUID, String> found = new HashMap<>();
    tasks.forEach((id, task) -> task.trouble().ifPresent(reason -> found.put(id, reason)));
    return found;
  }

  /** How many jobs run now. */
  public int count() {
    return tasks.size();
  }

  private void start(Job job) {
    StreamTask task = new StreamTask(services, job, () -> over(job.id()));
    task.requests().want(job.desired());
    tasks.put(job.id(), task);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Thread thread = Thread.ofPlatform().name("stream-" + job.id()).unstarted(task);
    thread.setContextClassLoader(loader == null ? StreamRunner.class.getClassLoader() : loader);
    thread.start();
  }

  private void over(UUID jobId) {
    tasks.remove(jobId);
    wake();
  }

  @Override
  public Uni<Void> settled(UUID jobId) {
    return eventLoop
        .run(() -> services.jobs().unfinished())
        .chain(
            jobs -> {
              arrange(jobs);
              StreamTask task = tasks.get(jobId);
              return task == null || !task.requests().isStopping()
                  ? Uni.createFrom().voidItem()
                  : patiently(task.ended());
            });
  }

  private static Uni<Void> patiently(CompletableFuture<Void> end) {
    return Uni.createFrom()
        .completionStage(end.copy())
        .ifNoItem()
        .after(SETTLE_LIMIT)
        .recoverWithItem((Void) null)
        // The thread of the job has other things to do.
        .emitOn(Infrastructure.getDefaultWorkerPool());
  }

  @Override
  public Uni<Void> reset(Job job) {
    StreamTask task = tasks.get(job.id());
    return task == null ? forget(job) : patiently(task.requests().reset());
  }

  /** Of a table that nobody reads a stream into now. */
  private Uni<Void> forget(Job job) {
    String table = job.definition().targetTable();
    for (StreamTask task : tasks.values()) {
      if (task.tableName().equals(table)) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            "id",
            "Table %s is filled by job %s now; reset that one.".formatted(table, task.jobId()));
      }
    }
    return eventLoop.run(
        () ->
            services
                .tables()
                .find(table)
                .chain(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : services.checkpoints().forget(found.get().id())));
  }

  @Override
  public Uni<Void> publish(UUID tableId) {
    return tasks.values().stream()
        .filter(task -> task.fills(tableId))
        .findFirst()
        .map(task -> patiently(task.requests().publish()))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  @Override
  public Optional<JobTotals> totals(UUID jobId) {
    return Optional.ofNullable(tasks.get(jobId)).flatMap(StreamTask::totals);
  }

  @Override
  public Optional<String> summary(UUID jobId) {
    return Optional.ofNullable(tasks.get(jobId)).flatMap(StreamTask::summary);
  }

  /** Lets all jobs publish what they have read; they go on at the next start. */
  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    open.set(false);
    List<StreamTask> running = List.copyOf(tasks.values());
    running.forEach(task -> task.requests().close());
    if (!ended(running)) {
      running.forEach(StreamTask::abort);
      if (!ended(running)) {
        LOG.warnf("Streams still run after %s; the process ends without them.", STOP_LIMIT);
      }
    }
  }

  private static boolean ended(List<StreamTask> running) throws InterruptedException {
    try {
      CompletableFuture.allOf(
              running.stream().map(StreamTask::ended).toArray(CompletableFuture[]::new))
          .get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a stream cannot fail", e);
    }
  }
}
