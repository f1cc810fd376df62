package dev.lodestar.streams;

import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobMeter;
import dev.lodestar.jobs.JobTotals;
import dev.lodestar.jobs.JobType;
import dev.lodestar.metrics.Metrics;
import dev.lodestar.tables.NewSegment;
import dev.lodestar.traces.Span;
import dev.lodestar.traces.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What is counted, timed and traced of streams. */
@ApplicationScoped
class StreamMeter {
  private final JobMeter jobs;
  private final Metrics metrics;
  private final Traces traces;

  StreamMeter(JobMeter jobs, Metrics metrics, Traces traces) {
    this.jobs = jobs;
    this.metrics = metrics;
    this.traces = traces;
  }

  /** A batch of records that is made visible. */
  Span batch(Job job) {
    return about(traces.root("stream batch"), job);
  }

  private static Span about(Span span, Job job) {
    return span.traceId().isEmpty()
        ? span
        : span.with("lodestar.job.id", job.id().toString())
            .with("lodestar.table", job.definition().targetTable());
  }

  /**
   * A batch that was made visible, or could not be.
   *
   * @param oldestMs when the record arrived that waited longest, if the source says that
   */
  void batched(Duration taken, boolean isVisible, OptionalLong oldestMs, Instant now) {
    metrics.took(
        "lodestar.stream.batch",
        "How long batches of streams took, from their last record until they were visible",
        taken,
        "outcome",
        isVisible ? "visible" : "failed");
    if (isVisible && oldestMs.isPresent()) {
      metrics.tookLong(
          "lodestar.stream.visible",
          "From the arrival of the oldest record of a batch in its stream until it was visible",
          Duration.ofMillis(now.toEpochMilli() - oldestMs.getAsLong()));
    }
  }

  /** What a job has read more than before. */
  void ingested(Job job, JobTotals before, JobTotals now) {
    jobs.ingested(job.definition().targetTable(), JobType.STREAMING, before, now);
  }

  /** Carries a publication out: from hot rows to segments that last. */
  <T> T publishing(Job job, Supplier<T> work) {
    long begunAt = System.nanoTime();
    String outcome = "failed";
    try {
      T result = work.get();
      outcome = "success";
      return result;
    } finally {
      metrics.tookLong(
          "lodestar.stream.publish",
          "How long publications took, which make hot rows of streams last",
          Duration.ofNanos(System.nanoTime() - begunAt),
          "outcome",
          outcome);
    }
  }

  /** The span of a publication. */
  Span publication(Job job) {
    return about(traces.root("stream publish"), job);
  }

  void published(Job job, List<NewSegment> segments) {
    jobs.stored(
        job.definition().targetTable(),
        JobType.STREAMING,
        segments.size(),
        segments.stream().mapToLong(NewSegment::sizeBytes).sum());
  }
}
