package dev.lodestar.jobs;

import dev.lodestar.engine.RejectedRows;
import dev.lodestar.metrics.Metrics;
import dev.lodestar.traces.Span;
import dev.lodestar.traces.Submissions;
import dev.lodestar.traces.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What is counted, timed, traced and logged of jobs. */
@ApplicationScoped
public class JobMeter {
  private static final Logger LOG = Logger.getLogger(JobMeter.class);

  private final Metrics metrics;
  private final Traces traces;

  private final Submissions submissions = new Submissions();

  JobMeter(Metrics metrics, Traces traces) {
    this.metrics = metrics;
    this.traces = traces;
  }

  /** The submission of a job, as a part of the request whose context this is. */
  Uni<Job> submitting(Uni<Job> work) {
    Span span = traces.current().child("job submit");
    return submissions.traced(span, work.invoke(job -> about(span, job)), Job::id);
  }

  private static Span about(Span span, Job job) {
    return span.with("lodestar.job.id", job.id().toString())
        .with("lodestar.job.type", job.type().apiName())
        .with("lodestar.table", job.definition().targetTable());
  }

  /** A job that runs from now on, as a consequence of its request if that is known. */
  Span begun(Job job, Instant now) {
    metrics.tookLong(
        "lodestar.job.wait",
        "How long jobs waited before they ran",
        Duration.between(job.created().time(), now),
        "type",
        job.type().apiName());
    Span span =
        submissions
            .take(job.id())
            .map(submission -> submission.child("job run"))
            .orElseGet(() -> traces.root("job run"));
    return about(span, job);
  }

  /** A batch or SQL job, or one that changes data, that is over. */
  void ended(Job job, ExecutionStatus outcome, Optional<JobEnd> end, Instant now) {
    if (job.state() instanceof JobState.Running running) {
      metrics.tookLong(
          "lodestar.job",
          "How long jobs ran that are over",
          Duration.between(running.started(), now),
          "type",
          job.type().apiName(),
          "outcome",
          outcome.apiName());
    }
    String table = job.definition().targetTable();
    end.flatMap(JobEnd::totals)
        .ifPresent(
            totals -> {
              boolean isStored = outcome == ExecutionStatus.COMPLETED;
              ingested(table, job.type(), JobTotals.NONE, isStored ? totals : unstored(totals));
            });
    if (outcome == ExecutionStatus.FAILED) {
      LOG.infof(
          "Job %s of table %s failed: %s",
          job.id(), table, end.map(JobEnd::health).map(JobHealth::code).orElse("unknown"));
    }
  }

  /** What a job read that came to nothing. */
  private static JobTotals unstored(JobTotals totals) {
    return new JobTotals(totals.rows(), 0, totals.bytesProcessed(), totals.rejected());
  }

  /** What a job has read and stored more of a table than before. */
  public void ingested(String tableName, JobType type, JobTotals before, JobTotals now) {
    String table = metrics.table(tableName);
    RejectedRows was = before.rejected();
    RejectedRows rejected = now.rejected();
    long late = rejected.late() - was.late();
    long early = rejected.early() - was.early();
    long filtered = now.rows().skippedByFilter() - before.rows().skippedByFilter();
    rows(table, type, "persisted", now.rowsPersisted() - before.rowsPersisted());
    rows(table, type, "processed", now.rows().processed() - before.rows().processed());
    rows(
        table,
        type,
        "processed_with_warnings",
        now.rows().processedWithWarnings() - before.rows().processedWithWarnings());
    rows(table, type, "filtered", filtered - late - early);
    rows(table, type, "late", late);
    rows(table, type, "early", early);
    rows(table, type, "unparseable", now.rows().skippedByError() - before.rows().skippedByError());
    bytes(table, type, "read", now.bytesProcessed() - before.bytesProcessed());
  }

  private void rows(String table, JobType type, String outcome, long count) {
    if (count > 0) {
      metrics.count(
          "lodestar.ingest.rows",
          "What became of the records that jobs read; persisted are the rows that were made of them",
          count,
          "table",
          table,
          "type",
          type.apiName(),
          "outcome",
          outcome);
    }
  }

  private void bytes(String table, JobType type, String outcome, long count) {
    if (count > 0) {
      metrics.count(
          "lodestar.ingest.bytes",
          "Bytes that jobs read, unpacked, and that they wrote as segments",
          count,
          "table",
          table,
          "type",
          type.apiName(),
          "outcome",
          outcome);
    }
  }

  /** Segments of a table that are visible from now on. */
  public void stored(String tableName, JobType type, long segments, long sizeBytes) {
    String table = metrics.table(tableName);
    bytes(table, type, "stored", sizeBytes);
    if (segments > 0) {
      metrics.count(
          "lodestar.segments.written",
          "Segments that were made and committed",
          segments,
          "table",
          table,
          "type",
          type.apiName());
    }
  }
}
