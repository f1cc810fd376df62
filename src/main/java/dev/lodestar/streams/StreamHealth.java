package dev.lodestar.streams;

import dev.lodestar.data.Counted;
import dev.lodestar.jobs.JobHealth;
import dev.lodestar.jobs.JobLogEntry;
import dev.lodestar.jobs.JobTotals;
import dev.lodestar.jobs.StreamChange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How well a job does, in the words of the API. Used by one thread, but for {@link #trouble}. */
final class StreamHealth {
  /** Figures in a message are brought up to date so often. */
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final Clock clock;
  private volatile Optional<JobHealth> trouble = Optional.empty();
  private boolean lastsUntilRecords;
  private JobHealth shown;
  private Instant shownAt = Instant.EPOCH;

  StreamHealth(Clock clock, JobHealth stored) {
    this.clock = clock;
    this.shown = stored;
  }

  void lost(SourceLostException fault) {
    trouble = Optional.of(JobHealth.warn(fault.code(), fault.messageText()));
    lastsUntilRecords = fault.lastsUntilRecords();
  }

  void stuck(String message) {
    lastsUntilRecords = false;
    trouble = Optional.of(JobHealth.warn("unable_to_proceed", message));
  }

  /** The source answers; what it brings may still be unreadable without its schemas. */
  void opened() {
    if (!lastsUntilRecords) {
      trouble = Optional.empty();
    }
  }

  /** There are records. */
  void found() {
    lastsUntilRecords = false;
    trouble = Optional.empty();
  }

  /** What keeps the job from going on now, in a sentence. May be asked by others. */
  Optional<String> trouble() {
    return trouble.map(JobHealth::message);
  }

  JobHealth current() {
    return shown;
  }

  /** What is to be stored, if the job does otherwise than was said last. */
  Optional<StreamChange> change(JobTotals totals) {
    JobHealth now = health(totals);
    Instant time = clock.instant();
    boolean sameKind = String.valueOf(now.code()).equals(String.valueOf(shown.code()));
    if (now.equals(shown) || (sameKind && time.isBefore(shownAt.plus(REFRESH)))) {
      return Optional.empty();
    }
    List<JobLogEntry> entries = sameKind ? List.of() : List.of(entry(now, time));
    shown = now;
    shownAt = time;
    return Optional.of(
        new StreamChange(Optional.empty(), Optional.of(now), Optional.empty(), entries));
  }

  private static JobLogEntry entry(JobHealth health, Instant time) {
    return health.code() == null || health.message() == null
        ? JobLogEntry.ok(time, "job_recovered", "The job does well again.")
        : JobLogEntry.warn(time, health.code(), health.message());
  }

  private JobHealth health(JobTotals totals) {
    List<JobHealth> warnings = new ArrayList<>();
    trouble.ifPresent(warnings::add);
    long skipped = totals.rows().skippedByError();
    long damaged = totals.rows().processedWithWarnings();
    if (skipped + damaged > 0) {
      warnings.add(
          JobHealth.warn(
              "invalid_rows_found",
              "%s could not be read and had to be left out; %s lost a value that did not fit its type."
                  .formatted(Counted.of(skipped, "record"), Counted.of(damaged, "row"))));
    }
    return switch (warnings.size()) {
      case 0 -> JobHealth.OK;
      case 1 -> warnings.getFirst();
      default ->
          JobHealth.warn(
              "multiple", warnings.getFirst().message() + " " + warnings.getLast().message());
    };
  }
}
