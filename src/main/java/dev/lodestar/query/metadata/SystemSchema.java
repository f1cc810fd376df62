package dev.lodestar.query.metadata;

import dev.lodestar.data.Column;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.JobSummary;
import dev.lodestar.tables.PlacedSegment;
import dev.lodestar.tables.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of {@code sys}: segments, jobs as tasks, and the one server that has them all. */
final class SystemSchema {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);
  private static final Long ONE = 1L;
  private static final Long NONE = 0L;
  private static final Long NO_PORT = -1L;

  private SystemSchema() {}

  static List<@Nullable Object[]> segments(List<Table> tables, List<PlacedSegment> segments) {
    Map<UUID, String> names = names(tables);
    return segments.stream()
        .filter(placed -> names.containsKey(placed.segment().tableId()))
        .map(placed -> segment(placed, names.get(placed.segment().tableId())))
        .toList();
  }

  private static Map<UUID, String> names(List<Table> tables) {
    return tables.stream().collect(Collectors.toMap(Table::id, Table::name));
  }

  private static @Nullable Object[] segment(PlacedSegment placed, String table) {
    String dimensions =
        placed.segment().columns().stream()
            .filter(column -> !column.isTime())
            .map(Column::name)
            .map(SystemSchema::jsonText)
            .collect(Collectors.joining(",", "[", "]"));
    return row(
        segmentId(placed, table),
        table,
        TIME.format(placed.segment().chunk().start()),
        TIME.format(placed.segment().chunk().end()),
        placed.segment().sizeBytes(),
        placed.version(),
        (long) placed.partitionNumber(),
        ONE,
        placed.segment().rowCount(),
        ONE,
        placed.isHot() ? NONE : ONE,
        ONE,
        placed.isHot() ? ONE : NONE,
        NONE,
        "{\"type\":\"numbered\",\"partitionNum\":%d,\"partitions\":0}"
            .formatted(placed.partitionNumber()),
        dimensions,
        "[]",
        null,
        ONE);
  }

  private static String jsonText(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Druid's form: the number of the first partition is left out. */
  private static String segmentId(PlacedSegment placed, String table) {
    String id =
        "%s_%s_%s_%s"
            .formatted(
                table,
                TIME.format(placed.segment().chunk().start()),
                TIME.format(placed.segment().chunk().end()),
                placed.version());
    return placed.partitionNumber() == 0 ? id : id + "_" + placed.partitionNumber();
  }

  static List<@Nullable Object[]> servers(ServerDescription server, List<PlacedSegment> segments) {
    long bytes = segments.stream().mapToLong(placed -> placed.segment().sizeBytes()).sum();
    return List.<@Nullable Object[]>of(
        row(
            server.name(),
            server.host(),
            server.port(),
            NO_PORT,
            "historical",
            "_default_tier",
            bytes,
            server.sizeBytesMax(),
            null,
            TIME.format(server.started()),
            server.version(),
            null));
  }

  static List<@Nullable Object[]> serverSegments(
      ServerDescription server, List<Table> tables, List<PlacedSegment> segments) {
    Map<UUID, String> names = names(tables);
    return segments.stream()
        .filter(placed -> names.containsKey(placed.segment().tableId()))
        .map(placed -> row(server.name(), segmentId(placed, names.get(placed.segment().tableId()))))
        .toList();
  }

  static List<@Nullable Object[]> tasks(ServerDescription server, List<JobSummary> jobs) {
    return jobs.stream().map(job -> task(server, job)).toList();
  }

  private static @Nullable Object[] task(ServerDescription server, JobSummary job) {
    boolean placed = job.started() != null;
    return row(
        job.id().toString(),
        job.id().toString(),
        job.type().apiName(),
        job.targetTable(),
        TIME.format(job.created()),
        TIME.format(job.created()),
        status(job.status()),
        runnerStatus(job.status()),
        duration(job),
        placed ? server.name() : null,
        placed ? server.host() : null,
        placed ? server.port() : NO_PORT,
        NO_PORT,
        job.status() == ExecutionStatus.FAILED || job.status() == ExecutionStatus.CANCELED
            ? job.healthMessage()
            : null);
  }

  private static String status(ExecutionStatus status) {
    return switch (status) {
      case PENDING, RUNNING, IDLE, SUSPENDED, UNKNOWN -> "RUNNING";
      case COMPLETED -> "SUCCESS";
      case FAILED, CANCELED -> "FAILED";
    };
  }

  private static String runnerStatus(ExecutionStatus status) {
    return switch (status) {
      case PENDING -> "PENDING";
      case RUNNING -> "RUNNING";
      case IDLE, SUSPENDED, UNKNOWN -> "WAITING";
      case COMPLETED, FAILED, CANCELED -> "NONE";
    };
  }

  /** Milliseconds from start to end; -1 while it is not over. */
  private static Long duration(JobSummary job) {
    Instant started = job.started();
    Instant ended = job.ended();
    if (ended == null) {
      return -1L;
    }
    return started == null ? NONE : (Long) Duration.between(started, ended).toMillis();
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
