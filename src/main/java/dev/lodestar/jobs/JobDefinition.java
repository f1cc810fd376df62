package dev.lodestar.jobs;

import org.jspecify.annotations.Nullable;

/**
 * What never changes about a job.
 *
 * @param spec the request as it came, JSON
 * @param query the equivalent Druid SQL
 * @param sourceType by its name in the API
 * @param sourceName the connection or table that is read, if one is
 */
public record JobDefinition(
    String spec,
    String query,
    @Nullable String sourceType,
    @Nullable String sourceName,
    String targetTable) {}
