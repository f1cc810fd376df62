package dev.lodestar.query;

import dev.lodestar.error.ServiceException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where an asynchronous statement stands. A state offers only its legal moves. */
public sealed interface StatementState {
  /** The name that the API has for it. */
  String apiName();

  boolean isOver();

  /** From start to end; -1 ms while it is not over. */
  Duration duration();

  /** It waits for a slot. */
  record Accepted() implements StatementState {
    public Running start(Instant now) {
      return new Running(now);
    }

    public Failed fail(Instant now, ServiceException fault) {
      return new Failed(null, now, fault);
    }

    @Override
    public String apiName() {
      return "ACCEPTED";
    }

    @Override
    public boolean isOver() {
      return false;
    }

    @Override
    public Duration duration() {
      return Duration.ofMillis(-1);
    }
  }

  /** Its rows are being written. */
  record Running(Instant started) implements StatementState {
    public Succeeded succeed(Instant now, StatementResult result) {
      return new Succeeded(started, now, result);
    }

    public Failed fail(Instant now, ServiceException fault) {
      return new Failed(started, now, fault);
    }

    @Override
    public String apiName() {
      return "RUNNING";
    }

    @Override
    public boolean isOver() {
      return false;
    }

    @Override
    public Duration duration() {
      return Duration.ofMillis(-1);
    }
  }

  /** Its result can be read until it expires. */
  record Succeeded(Instant started, Instant ended, StatementResult result)
      implements StatementState {
    @Override
    public String apiName() {
      return "SUCCESS";
    }

    @Override
    public boolean isOver() {
      return true;
    }

    @Override
    public Duration duration() {
      return Duration.between(started, ended);
    }
  }

  /** It has no result; a statement that was canceled is one of these. */
  record Failed(@Nullable Instant started, Instant ended, ServiceException fault)
      implements StatementState {
    @Override
    public String apiName() {
      return "FAILED";
    }

    @Override
    public boolean isOver() {
      return true;
    }

    @Override
    public Duration duration() {
      return started == null ? Duration.ZERO : Duration.between(started, ended);
    }
  }
}
