package dev.lodestar.jobs;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What lists of all jobs show: a job without its request, which may be large. */
public record JobSummary(
    UUID id,
    JobType type,
    ExecutionStatus status,
    String targetTable,
    Instant created,
    @Nullable Instant started,
    @Nullable Instant ended,
    @Nullable String healthMessage) {}
