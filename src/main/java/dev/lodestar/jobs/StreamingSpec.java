package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A streaming job as its user asked for it. Absent members have their defaults once it is built.
 *
 * <p>Source: control-plane specification, 8.1, 8.4 and 8.8.
 *
 * @param useSchemaDiscovery whether input fields that no mapping fills become columns of a flexible
 *     table
 * @param dimensionExclusions input fields that never become columns by themselves
 * @param readFromPoint where to begin when the table has no checkpoint of the stream
 * @param lateMessageRejectionPeriod rows that are older than that when they are read are left out
 * @param earlyMessageRejectionPeriod rows that are further ahead than that are left out
 * @param replaceRunning whether the table's present streaming job ends for this one
 */
@Schema(name = "StreamingJobRequest")
public record StreamingSpec(
    @Schema(required = true, enumeration = "streaming") @Nullable String type,
    @Schema(required = true) JobSource source,
    @Schema(required = true) JobTarget target,
    @Schema(defaultValue = "false") boolean createTableIfNotExists,
    @Schema(examples = "\"amount\" > 0") @Nullable String filterExpression,
    @Nullable List<Mapping> mappings,
    @Schema(defaultValue = "2147483647", minimum = "0") @Nullable Long maxParseExceptions,
    @Nullable Granularity partitionedBy,
    @Nullable List<String> clusteringColumns,
    @Schema(defaultValue = "false") boolean useSchemaDiscovery,
    @Nullable List<String> dimensionExclusions,
    @Schema(defaultValue = "latest") @Nullable ReadFromPoint readFromPoint,
    @Schema(defaultValue = "P30D") @Nullable String lateMessageRejectionPeriod,
    @Schema(defaultValue = "P2000D") @Nullable String earlyMessageRejectionPeriod,
    @Schema(defaultValue = "false") boolean replaceRunning,
    @Schema(defaultValue = "false") boolean enableUpserts,
    @Nullable List<String> upsertKeyColumns,
    @Nullable String upsertVersionColumn)
    implements JobSpec {
  private static final String LATE = "lateMessageRejectionPeriod";
  private static final String EARLY = "earlyMessageRejectionPeriod";

  public StreamingSpec {
    if (!(source instanceof JobSource.Connection)) {
      throw invalid(
          "source",
          "A streaming job reads a connection: its \"source\" has the type \"connection\".");
    }
    if (target == null) {
      throw invalid("target", "A streaming job needs a \"target\" table.");
    }
    if (target.intervals() != null) {
      throw invalid("target.intervals", "A streaming job cannot have target.intervals.");
    }
    if (filterExpression != null && filterExpression.indexOf('\0') >= 0) {
      throw invalid("filterExpression", "filterExpression must not contain a NUL character.");
    }
    mappings = mappings == null ? List.of() : List.copyOf(mappings);
    maxParseExceptions =
        maxParseExceptions == null ? BatchSpec.PARSE_EXCEPTIONS_MAX : maxParseExceptions;
    if (maxParseExceptions < 0) {
      throw invalid("maxParseExceptions", "maxParseExceptions must not be negative.");
    }
    if (partitionedBy == Granularity.WEEK) {
      throw invalid("partitionedBy", "A job cannot be partitioned by week; use day or month.");
    }
    dimensionExclusions = dimensionExclusions == null ? List.of() : names(dimensionExclusions);
    readFromPoint = readFromPoint == null ? ReadFromPoint.LATEST : readFromPoint;
    lateMessageRejectionPeriod =
        lateMessageRejectionPeriod == null ? "P30D" : lateMessageRejectionPeriod;
    earlyMessageRejectionPeriod =
        earlyMessageRejectionPeriod == null ? "P2000D" : earlyMessageRejectionPeriod;
    RejectionPeriod.parse(lateMessageRejectionPeriod, LATE);
    RejectionPeriod.parse(earlyMessageRejectionPeriod, EARLY);
    requireUpserts(enableUpserts, upsertKeyColumns, upsertVersionColumn);
    upsertKeyColumns = upsertKeyColumns == null ? null : List.copyOf(upsertKeyColumns);
    upsertVersionColumn =
        enableUpserts && upsertVersionColumn == null ? Column.TIME : upsertVersionColumn;
  }

  private static List<String> names(List<String> given) {
    if (given.stream().anyMatch(Objects::isNull)) {
      throw invalid("dimensionExclusions", "dimensionExclusions must not hold null.");
    }
    return List.copyOf(given);
  }

  private static void requireUpserts(
      boolean enabled, @Nullable List<String> keys, @Nullable String version) {
    boolean hasKeys = keys != null && !keys.isEmpty();
    if (!enabled) {
      if (hasKeys || version != null) {
        throw invalid(
            hasKeys ? "upsertKeyColumns" : "upsertVersionColumn",
            "upsertKeyColumns and upsertVersionColumn need enableUpserts: true.");
      }
      return;
    }
    if (!hasKeys || keys.stream().anyMatch(key -> key == null || key.isBlank())) {
      throw invalid(
          "upsertKeyColumns", "enableUpserts needs the columns of the key in upsertKeyColumns.");
    }
    if (Set.copyOf(keys).size() < keys.size()) {
      throw invalid("upsertKeyColumns", "upsertKeyColumns names a column twice; name it once.");
    }
  }

  /** The connection that is read, with what it brings. */
  public JobSource.Connection connection() {
    return (JobSource.Connection) source;
  }

  /** The times of rows that are taken at this moment. */
  public Interval acceptedAt(Instant now) {
    return new Interval(
        RejectionPeriod.parse(lateMessageRejectionPeriod(), LATE).before(now),
        RejectionPeriod.parse(earlyMessageRejectionPeriod(), EARLY).after(now).plusMillis(1));
  }

  /** Whether a column of this name is filled by a mapping. */
  public boolean isMapped(String columnName) {
    return mappings().stream().anyMatch(mapping -> mapping.columnName().equals(columnName));
  }

  /** The same work as a batch job over records in memory. */
  BatchSpec asBatch(List<Column> fields, List<Mapping> all, @Nullable String filter) {
    return new BatchSpec(
        "batch",
        new JobSource.Inline("{}", fields, null),
        target,
        createTableIfNotExists,
        filter,
        IngestionMode.APPEND,
        false,
        all,
        maxParseExceptions,
        partitionedBy,
        clusteringColumns,
        (JsonNode) null);
  }

  @Override
  public List<Mapping> mappings() {
    return Objects.requireNonNull(mappings);
  }

  @Override
  public Long maxParseExceptions() {
    return Objects.requireNonNull(maxParseExceptions);
  }

  @Override
  public List<String> dimensionExclusions() {
    return Objects.requireNonNull(dimensionExclusions);
  }

  @Override
  public ReadFromPoint readFromPoint() {
    return Objects.requireNonNull(readFromPoint);
  }

  @Override
  public String lateMessageRejectionPeriod() {
    return Objects.requireNonNull(lateMessageRejectionPeriod);
  }

  @Override
  public String earlyMessageRejectionPeriod() {
    return Objects.requireNonNull(earlyMessageRejectionPeriod);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
