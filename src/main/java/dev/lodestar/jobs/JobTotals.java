package dev.lodestar.jobs;

import dev.lodestar.data.RowCounts;

/**
 * What a job read and stored.
 *
 * @param rowsPersisted rows that are visible because of the job
 * @param bytesProcessed size of the input after decompression
 */
public record JobTotals(RowCounts rows, long rowsPersisted, long bytesProcessed) {}
