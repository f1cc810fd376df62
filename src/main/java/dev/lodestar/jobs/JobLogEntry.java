package dev.lodestar.jobs;

import java.time.Instant;

/** One line of a job's log. The message never holds row contents. */
public record JobLogEntry(Instant time, JobHealth.Status status, String code, String message) {
  public static JobLogEntry ok(Instant time, String code, String message) {
    return new JobLogEntry(time, JobHealth.Status.OK, code, message);
  }

  public static JobLogEntry warn(Instant time, String code, String message) {
    return new JobLogEntry(time, JobHealth.Status.WARN, code, message);
  }

  public static JobLogEntry error(Instant time, String code, String message) {
    return new JobLogEntry(time, JobHealth.Status.ERROR, code, message);
  }
}
