package dev.lodestar.tables;

/**
 * A visible segment and its place in its time chunk.
 *
 * @param version the overwrite generation, an ISO time
 * @param partitionNumber counted from 0 within chunk and version
 */
public record PlacedSegment(Segment segment, String version, int partitionNumber) {}
