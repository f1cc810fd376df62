package dev.lodestar.engine;

/**
 * What one of the engine's databases takes now.
 *
 * @param database {@code ingest} or {@code query}
 * @param memoryLimitBytes beyond which it spills
 * @param spilledBytes on disk
 */
public record EngineUsage(
    String database, long memoryBytes, long memoryLimitBytes, long spilledBytes) {}
