package dev.lodestar.jobs;

import dev.lodestar.data.UserStamp;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as lists show it: without its request, which may be large.
 *
 * @param sourceName the connection or table that is read, if one is
 * @param inlineData the beginning of the data that the job brings itself
 */
public record ListedJob(
    UUID id,
    JobType type,
    JobState state,
    ExecutionStatus desired,
    @Nullable String sourceType,
    @Nullable String sourceName,
    @Nullable String inlineData,
    String targetTable,
    UserStamp created,
    UserStamp modified,
    JobHealth health) {}
