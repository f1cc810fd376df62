package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Streaming jobs, for whoever runs them: finds, plans and moves them. */
@ApplicationScoped
public class StreamJobs {
  private final StreamJobStore store;
  private final JobPlanning planning;

  StreamJobs(StreamJobStore store, JobPlanning planning) {
    this.store = store;
    this.planning = planning;
  }

  /** The streaming jobs that are not over, the oldest first. */
  public Uni<List<Job>> unfinished() {
    return store.unfinished();
  }

  /** A job with its table as it is now. Errors: {@code NOT_FOUND}. */
  public Uni<PreparedStream> prepare(Job job) {
    return planning.prepared(job);
  }

  /** The lookups that a streaming job names, as they are now. */
  public Uni<StreamLookups> lookups(Set<String> names) {
    return planning.lookups(names);
  }

  /**
   * Changes a job that is still at this revision, in one transaction with everything that goes with
   * it.
   *
   * @return the job as it is then; empty when somebody has moved it
   */
  public Uni<Optional<Job>> change(Job seen, Supplier<Uni<StreamChange>> effect) {
    return store.change(seen, effect);
  }

  /** How a job ends that a user canceled or that another one replaces. */
  public static StreamChange canceled(Instant started, Instant now) {
    String message = "The job was canceled; what it had read is published.";
    return end(new JobState.Canceled(started, now), ErrorCode.CANCELED, message, now);
  }

  /** How a job ends that cannot go on. */
  public static StreamChange failed(Instant started, ServiceException fault, Instant now) {
    return end(new JobState.Failed(started, now), fault.code(), fault.messageText(), now);
  }

  private static StreamChange end(JobState state, ErrorCode code, String message, Instant now) {
    String name = JobFaults.healthCode(code);
    return StreamChange.move(
        state, JobHealth.error(name, message), JobLogEntry.error(now, name, message));
  }
}
