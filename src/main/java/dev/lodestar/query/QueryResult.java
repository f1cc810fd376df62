package dev.lodestar.query;

import io.smallrye.mutiny.Multi;

/**
 * A query that runs: its first rows are there.
 *
 * @param body the result, piece by piece; to be read once. A failure cuts it off
 */
public record QueryResult(
    String queryId, ResultFormat format, boolean headerIncluded, Multi<byte[]> body) {}
