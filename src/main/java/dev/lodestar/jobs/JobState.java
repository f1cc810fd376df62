package dev.lodestar.jobs;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a job stands. A state carries only what is true in it and offers only its legal moves. */
public sealed interface JobState {
  ExecutionStatus status();

  /** A state as it was stored, with the times that belong to it. */
  static JobState stored(
      UUID id, String status, @Nullable Instant started, @Nullable Instant ended) {
    return switch (ExecutionStatus.ofApiName(status, "executionStatus")) {
      case PENDING -> new Pending();
      case RUNNING -> new Running(present(started));
      case COMPLETED -> new Completed(present(started), present(ended));
      case FAILED -> new Failed(present(started), present(ended));
      case CANCELED -> new Canceled(started, present(ended));
      case IDLE -> new Idle(present(started));
      case SUSPENDED -> new Suspended(started);
      case UNKNOWN -> throw new IllegalStateException("job " + id + " is stored as " + status);
    };
  }

  private static Instant present(@Nullable Instant time) {
    return Objects.requireNonNull(time, "a stored job lacks a time of its state");
  }

  /** It waits for a slot. */
  record Pending() implements JobState {
    public Running start(Instant now) {
      return new Running(now);
    }

    public Canceled cancel(Instant now) {
      return new Canceled(null, now);
    }

    @Override
    public ExecutionStatus status() {
      return ExecutionStatus.PENDING;
    }
  }

  /** Rows are being read; none is visible. */
  record Running(Instant started) implements JobState {
    public Completed complete(Instant now) {
      return new Completed(started, now);
    }

    public Failed fail(Instant now) {
      return new Failed(started, now);
    }

    public Canceled cancel(Instant now) {
      return new Canceled(started, now);
    }

    /** After a crash of the server the job is planned and run again from the start. */
    public Pending restart() {
      return new Pending();
    }

    @Override
    public ExecutionStatus status() {
      return ExecutionStatus.RUNNING;
    }
  }

  /** A streaming job that has had nothing to read for a while; it goes on by itself. */
  record Idle(Instant started) implements JobState {
    @Override
    public ExecutionStatus status() {
      return ExecutionStatus.IDLE;
    }
  }

  /**
   * A streaming job that a user stopped for a while. What it had read is published, and its
   * checkpoint stays.
   */
  record Suspended(@Nullable Instant started) implements JobState {
    @Override
    public ExecutionStatus status() {
      return ExecutionStatus.SUSPENDED;
    }
  }

  /** Its rows are visible. */
  record Completed(Instant started, Instant ended) implements JobState {
    @Override
    public ExecutionStatus status() {
      return ExecutionStatus.COMPLETED;
    }
  }

  /** It ended without effect; the job's health says why. */
  record Failed(Instant started, Instant ended) implements JobState {
    @Override
    public ExecutionStatus status() {
      return ExecutionStatus.FAILED;
    }
  }

  /** A user stopped it; it had no effect. */
  record Canceled(@Nullable Instant started, Instant ended) implements JobState {
    @Override
    public ExecutionStatus status() {
      return ExecutionStatus.CANCELED;
    }
  }
}
