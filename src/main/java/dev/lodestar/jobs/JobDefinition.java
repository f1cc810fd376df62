package dev.lodestar.jobs;

import org.jspecify.annotations.Nullable;

/**
 * What never changes about a job.
 *
 * @param spec the request as it came, JSON
 * @param query the Druid SQL that does it
 * @param sourceType by its name in the API
 * @param sourceName the connection or table that is read, if one is
 * @param replaces whether it takes rows away, so that no other job of the table may run beside it
 */
public record JobDefinition(
    String spec,
    String query,
    @Nullable String sourceType,
    @Nullable String sourceName,
    String targetTable,
    boolean replaces) {}
