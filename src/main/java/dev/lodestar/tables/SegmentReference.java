package dev.lodestar.tables;

import java.util.UUID;

/** Names a visible segment, and so the one file that holds it. */
public record SegmentReference(UUID tableId, UUID segmentId) {}
