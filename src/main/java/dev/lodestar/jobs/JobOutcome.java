package dev.lodestar.jobs;

import dev.lodestar.data.Counted;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.DataChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words and figures for how a batch job ended. Pure. */
final class JobOutcome {
  private static final String INVALID_ROWS = "invalid_rows_found";
  private static final String NO_ROWS = "no_rows_found";

  private JobOutcome() {}

  static JobEnd completed(JobState.Running running, IngestResult result, Instant now) {
    RowCounts counts = result.counts();
    long rows = result.segments().stream().mapToLong(StagedSegment::rowCount).sum();
    List<JobLogEntry> entries = new ArrayList<>(problems(result.problems(), now));
    List<JobHealth> warnings = new ArrayList<>();
    if (counts.skippedByError() > 0 || counts.processedWithWarnings() > 0) {
      warnings.add(
          JobHealth.warn(
              INVALID_ROWS,
              "%s could not be read and had to be left out; %s lost a value that did not fit its type."
                  .formatted(
                      Counted.of(counts.skippedByError(), "record"),
                      Counted.of(counts.processedWithWarnings(), "row"))));
    }
    if (counts.stored() == 0) {
      warnings.add(
          JobHealth.warn(
              NO_ROWS,
              "No row was stored: of %s, the filter left out %d and %d could not be read."
                  .formatted(
                      Counted.of(counts.total(), "record"),
                      counts.skippedByFilter(),
                      counts.skippedByError())));
    }
    for (JobHealth warning : warnings) {
      entries.add(new JobLogEntry(now, warning.status(), warning.code(), warning.message()));
    }
    entries.add(
        JobLogEntry.ok(
            now,
            "job_completed",
            "The job completed: %s (segments: %d) can be queried; the filter left out %d."
                .formatted(
                    Counted.of(rows, "row"), result.segments().size(), counts.skippedByFilter())));
    return new JobEnd(
        running.complete(now),
        health(warnings),
        Optional.of(new JobTotals(counts, rows, result.bytesRead())),
        entries);
  }

  static JobEnd changed(
      JobState.Running running, DataChange change, DataChange.Outcome outcome, Instant now) {
    List<JobLogEntry> entries = new ArrayList<>();
    JobHealth health = JobHealth.OK;
    if (outcome.segments() == 0 && !(change instanceof DataChange.Drop)) {
      String message = "Nothing was %s: no segment is met.".formatted(done(change));
      health = JobHealth.warn(NO_ROWS, message);
      entries.add(JobLogEntry.warn(now, NO_ROWS, message));
    }
    entries.add(
        JobLogEntry.ok(
            now,
            "job_completed",
            "The job completed: rows %s: %d (segments: %d)."
                .formatted(done(change), outcome.rows(), outcome.segments())));
    return new JobEnd(running.complete(now), health, Optional.empty(), entries);
  }

  private static String done(DataChange change) {
    return switch (change) {
      case DataChange.Delete delete -> delete.isSoft() ? "hidden" : "deleted";
      case DataChange.Drop drop -> "dropped";
      case DataChange.Restore restore -> "restored";
    };
  }

  private static JobHealth health(List<JobHealth> warnings) {
    return switch (warnings.size()) {
      case 0 -> JobHealth.OK;
      case 1 -> warnings.getFirst();
      default ->
          JobHealth.warn(
              "multiple", String.join(" ", warnings.stream().map(JobHealth::message).toList()));
    };
  }

  static JobEnd failed(JobState.Running running, IngestFailedException failure, Instant now) {
    List<JobLogEntry> entries = new ArrayList<>(problems(failure.problems(), now));
    return failed(
        running,
        failure.fault(),
        Optional.of(new JobTotals(failure.counts(), 0, failure.bytesRead())),
        entries,
        now);
  }

  static JobEnd failed(JobState.Running running, ServiceException fault, Instant now) {
    return failed(running, fault, Optional.empty(), new ArrayList<>(), now);
  }

  private static JobEnd failed(
      JobState.Running running,
      ServiceException fault,
      Optional<JobTotals> totals,
      List<JobLogEntry> entries,
      Instant now) {
    String code = JobFaults.healthCode(fault);
    String message = fault.messageText();
    entries.add(JobLogEntry.error(now, code, message));
    return new JobEnd(running.fail(now), JobHealth.error(code, message), totals, entries);
  }

  static JobEnd canceled(JobState.Canceled canceled, String userName) {
    String message = "The job was canceled by %s; nothing of it is visible.".formatted(userName);
    String code = JobFaults.healthCode(ErrorCode.CANCELED);
    return new JobEnd(
        canceled,
        JobHealth.error(code, message),
        Optional.empty(),
        List.of(JobLogEntry.error(canceled.ended(), code, message)));
  }

  private static List<JobLogEntry> problems(List<RowProblem> problems, Instant now) {
    return problems.stream()
        .map(
            problem ->
                JobLogEntry.warn(
                    now,
                    INVALID_ROWS,
                    "%s, line %d: %s.".formatted(problem.file(), problem.line(), problem.reason())))
        .toList();
  }
}
