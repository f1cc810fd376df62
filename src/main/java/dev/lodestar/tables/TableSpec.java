package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.TimeResolution;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table as its user declares it.
 *
 * <p>Absent members have their defaults once it is built. Source: control-plane specification, 9.
 *
 * @param name by the rules of {@link TableName}
 * @param description at most 1,000 characters
 * @param clusteringColumns the order of rows within a time chunk
 * @param schema the declared columns; their order is that of {@code SELECT *}
 * @param timeResolution how fine the times of an aggregate table are; null for detail tables
 * @param queryGranularity the same in more detail; takes precedence
 */
public record TableSpec(
    String name,
    TableType type,
    @Nullable String description,
    @Nullable SchemaMode schemaMode,
    @Nullable Granularity partitioningGranularity,
    @Nullable List<String> clusteringColumns,
    @Nullable List<Column> schema,
    @Nullable StoragePolicy storagePolicy,
    @Nullable TimeResolution timeResolution,
    @Nullable QueryGranularity queryGranularity) {
  private static final int DESCRIPTION_LENGTH_MAX = 1000;

  /** Declared and discovered ones. */
  public static final int COLUMNS_MAX = 1000;

  public TableSpec {
    TableName.require(name, "name");
    if (type == null) {
      throw invalid("type", "Table %s needs a \"type\": detail or aggregate.".formatted(name));
    }
    if (description != null && description.length() > DESCRIPTION_LENGTH_MAX) {
      throw invalid("description", "A description has at most 1000 characters.");
    }
    if (description != null && description.indexOf('\0') >= 0) {
      throw invalid("description", "A description must not contain a NUL character.");
    }
    schemaMode = schemaMode == null ? SchemaMode.FLEXIBLE : schemaMode;
    partitioningGranularity =
        partitioningGranularity == null ? Granularity.DAY : partitioningGranularity;
    clusteringColumns = clusteringColumns == null ? List.of() : List.copyOf(clusteringColumns);
    schema = schema == null ? List.of() : List.copyOf(schema);
    requireColumns(schema);
    switch (type) {
      case DETAIL -> {
        AggregateRules.requireNoRollup(name, timeResolution, queryGranularity);
        schema = AggregateRules.ofDetail(schema);
      }
      case AGGREGATE -> {
        AggregateRules.requireAggregateColumns(schema);
        timeResolution = timeResolution == null ? TimeResolution.MILLISECOND : timeResolution;
        requireFitting(queryGranularity, timeResolution, partitioningGranularity);
      }
    }
  }

  /** A table that says nothing of rollup. */
  public TableSpec(
      String name,
      TableType type,
      @Nullable String description,
      @Nullable SchemaMode schemaMode,
      @Nullable Granularity partitioningGranularity,
      @Nullable List<String> clusteringColumns,
      @Nullable List<Column> schema,
      @Nullable StoragePolicy storagePolicy) {
    this(
        name,
        type,
        description,
        schemaMode,
        partitioningGranularity,
        clusteringColumns,
        schema,
        storagePolicy,
        null,
        null);
  }

  private static void requireFitting(
      @Nullable QueryGranularity granularity, TimeResolution resolution, Granularity partitioning) {
    QueryGranularity rollup = granularity == null ? QueryGranularity.of(resolution) : granularity;
    if (!rollup.fits(partitioning)) {
      throw invalid(
          "partitioningGranularity",
          "Time chunks of a %s are finer than the time resolution %s; partition by that or coarser."
              .formatted(partitioning.apiName(), rollup.flooredTo().orElse("ALL")));
    }
  }

  /** A table that a job makes for itself: flexible, nothing declared. */
  public static TableSpec createdByJob(
      String name, Granularity partitioning, List<String> clusteringColumns) {
    return new TableSpec(
        name,
        TableType.DETAIL,
        null,
        SchemaMode.FLEXIBLE,
        partitioning,
        clusteringColumns,
        List.of(),
        null);
  }

  /**
   * An aggregate table that a job makes for itself: flexible, only its measures declared.
   *
   * <p>A resolution that is coarser than the time chunks is not declared: the job's own expression
   * floors its times anyway.
   */
  public static TableSpec aggregateCreatedByJob(
      String name,
      Granularity partitioning,
      List<String> clusteringColumns,
      List<Column> measures,
      TimeResolution resolution) {
    boolean fits = QueryGranularity.of(resolution).fits(partitioning);
    return new TableSpec(
        name,
        TableType.AGGREGATE,
        null,
        SchemaMode.FLEXIBLE,
        partitioning,
        clusteringColumns,
        measures.stream().filter(c -> AggregateRules.isMeasureType(c.type())).toList(),
        null,
        fits ? resolution : TimeResolution.MILLISECOND,
        null);
  }

  public boolean isAggregate() {
    return type == TableType.AGGREGATE;
  }

  /** How an aggregate table floors times; that of a detail table changes nothing. */
  public QueryGranularity rollup() {
    if (queryGranularity != null) {
      return queryGranularity;
    }
    return QueryGranularity.of(
        timeResolution == null ? TimeResolution.MILLISECOND : timeResolution);
  }

  @Override
  public SchemaMode schemaMode() {
    return Objects.requireNonNull(schemaMode);
  }

  @Override
  public Granularity partitioningGranularity() {
    return Objects.requireNonNull(partitioningGranularity);
  }

  @Override
  public List<String> clusteringColumns() {
    return Objects.requireNonNull(clusteringColumns);
  }

  @Override
  public List<Column> schema() {
    return Objects.requireNonNull(schema);
  }

  /** The same declaration with other columns. */
  TableSpec withSchema(List<Column> columns) {
    return new TableSpec(
        name,
        type,
        description,
        schemaMode,
        partitioningGranularity,
        clusteringColumns,
        columns,
        storagePolicy,
        timeResolution,
        queryGranularity);
  }

  /** The declared column of this name. */
  public Optional<Column> declared(String columnName) {
    return schema().stream().filter(column -> column.name().equals(columnName)).findFirst();
  }

  private static void requireColumns(List<Column> schema) {
    if (schema.size() > COLUMNS_MAX) {
      throw invalid("schema", "A table has at most %d columns.".formatted(COLUMNS_MAX));
    }
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < schema.size(); i++) {
      Column column = schema.get(i);
      String target = "schema[%d]".formatted(i);
      if (column.isTime()) {
        if (column.type() != DataType.TIMESTAMP) {
          throw invalid(target, "Column __time must have the data type timestamp.");
        }
      } else {
        ColumnName.require(column.name(), target + ".name");
        if (column.type() == DataType.TIMESTAMP) {
          throw invalid(
              target,
              "Column \"%s\" cannot be a timestamp: only __time can; use long or string."
                  .formatted(column.name()));
        }
      }
      String twin = names.put(ColumnName.folded(column.name()), column.name());
      if (column.name().equals(twin)) {
        throw invalid(target, "Column \"%s\" is declared twice.".formatted(column.name()));
      }
      if (twin != null) {
        throw ServiceException.of(
            List.of(ColumnName.sameButForCase(column.name(), twin, target + ".name")));
      }
    }
  }

  /**
   * Checks that every clustering column exists.
   *
   * @param discovered names of columns that ingestion found
   */
  void requireKnownClustering(Set<String> discovered) {
    List<String> clustering = clusteringColumns();
    for (int i = 0; i < clustering.size(); i++) {
      String column = clustering.get(i);
      if (column.equals(Column.COUNT.name())
          || declared(column).filter(Column::isMeasure).isPresent()) {
        throw AggregateRules.measureInClustering(column, "clusteringColumns[%d]".formatted(i));
      }
      if (!column.equals(Column.TIME)
          && declared(column).isEmpty()
          && !discovered.contains(column)) {
        throw invalid(
            "clusteringColumns[%d]".formatted(i),
            "Column \"%s\" in clusteringColumns does not exist; declare it in \"schema\"."
                .formatted(column));
      }
    }
  }

  /** Checks that the storage policy and the partitioning go together. */
  void requireSensiblePolicy() {
    if (storagePolicy != null) {
      storagePolicy.requireNoFinerThan(partitioningGranularity());
    }
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
