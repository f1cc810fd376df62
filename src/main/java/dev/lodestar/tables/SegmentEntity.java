package dev.lodestar.tables;

import dev.lodestar.data.Checksum;
import dev.lodestar.data.Interval;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code segment}. */
@Entity
@jakarta.persistence.Table(name = "segment")
class SegmentEntity {
  @Id UUID id;

  @Column(name = "table_id")
  UUID tableId;

  @Column(name = "job_id")
  UUID jobId;

  @Column(name = "chunk_start_ms")
  long chunkStartMs;

  @Column(name = "chunk_end_ms")
  long chunkEndMs;

  String version;

  @Column(name = "partition_number")
  int partitionNumber;

  @Column(name = "row_count")
  long rowCount;

  @Column(name = "size_bytes")
  long sizeBytes;

  @Column(name = "min_time_ms")
  long minTimeMs;

  @Column(name = "max_time_ms")
  long maxTimeMs;

  String columns;
  String leaves;

  @Column(name = "created_at")
  Instant createdAt;

  /** When another job took its rows away; null while it is visible. */
  @Nullable
  @Column(name = "replaced_at")
  Instant replacedAt;

  /** Null when a job hid it. */
  @Nullable
  @Enumerated(EnumType.STRING)
  @Column(name = "hidden_by")
  HiddenBy hiddenBy;

  @Column(name = "is_compacted")
  boolean isCompacted;

  /** Null for a file that was stored before there were checksums. */
  @Nullable String checksum;

  boolean isVisible() {
    return replacedAt == null;
  }

  /** Hides it for the reason that the table keeps no rows of its time. */
  void expire(Instant now) {
    replacedAt = now;
    hiddenBy = HiddenBy.RETENTION;
  }

  void restore() {
    replacedAt = null;
    hiddenBy = null;
  }

  Interval chunk() {
    return chunk(chunkStartMs, chunkEndMs);
  }

  static Interval chunk(long startMs, long endMs) {
    return new Interval(Instant.ofEpochMilli(startMs), Instant.ofEpochMilli(endMs));
  }

  /** Whether it holds rows of the same time as a newer one and is no part of the same version. */
  boolean isOlderThan(SegmentEntity newer) {
    boolean isTogether = version.equals(newer.version) && chunk().equals(newer.chunk());
    return !isTogether && chunk().overlaps(newer.chunk());
  }

  UnusedSegment toUnused(String tableName) {
    return new UnusedSegment(
        tableName,
        chunk(),
        version,
        partitionNumber,
        sizeBytes,
        createdAt,
        Objects.requireNonNull(replacedAt, "a visible segment is not unused"));
  }

  PlacedSegment toPlacedSegment() {
    return new PlacedSegment(toSegment(), version, partitionNumber, false);
  }

  Segment toSegment() {
    return new Segment(
        id,
        tableId,
        chunk(),
        rowCount,
        sizeBytes,
        Instant.ofEpochMilli(minTimeMs),
        Instant.ofEpochMilli(maxTimeMs),
        ColumnsJson.toColumns(columns),
        ColumnsJson.toLists(columns),
        LeavesJson.read(leaves),
        checksum == null ? null : Checksum.parse(checksum));
  }
}
