package dev.lodestar.storage;

import dev.lodestar.data.Checksum;
import dev.lodestar.data.Interval;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the file of a segment that somebody is going to read.
 *
 * @param table its name, for messages
 * @param chunk the times of its rows
 * @param checksum null for files that were stored before checksums were, and for hot ones
 */
public record SegmentFile(
    SegmentKey key, String table, Interval chunk, long sizeBytes, @Nullable Checksum checksum) {}
