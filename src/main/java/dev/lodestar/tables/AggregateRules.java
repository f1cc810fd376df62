package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.TimeResolution;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What aggregate tables may declare and detail tables may not, and the other way round.
 *
 * <p>Source: control-plane specification, 9.3 to 9.5. Errors: {@code INVALID_ARGUMENT}.
 */
final class AggregateRules {
  private static final Set<DataType> MEASURES =
      EnumSet.of(
          DataType.BIGINT,
          DataType.DOUBLE,
          DataType.FLOAT,
          DataType.HLL_SKETCH,
          DataType.LONG,
          DataType.LONG_STRING_PAIR,
          DataType.QUANTILES_DOUBLES_SKETCH,
          DataType.STRING,
          DataType.THETA_SKETCH,
          DataType.INGEST_TIMESERIES,
          DataType.VARCHAR,
          DataType.VARIANCE);

  private AggregateRules() {}

  static boolean isMeasureType(DataType type) {
    return MEASURES.contains(type);
  }

  /** The columns of a detail table, which have no roles. */
  static List<Column> ofDetail(List<Column> schema) {
    List<Column> plain = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      Column column = schema.get(i);
      if (column.isMeasure()) {
        throw invalid(
            "schema[%d].type".formatted(i),
            "Column \"%s\" cannot be a measure: only aggregate tables have measures."
                .formatted(column.name()));
      }
      plain.add(new Column(column.name(), column.type()));
    }
    return List.copyOf(plain);
  }

  static void requireNoRollup(
      String table, @Nullable TimeResolution resolution, @Nullable QueryGranularity granularity) {
    if (resolution != null || granularity != null) {
      throw invalid(
          resolution != null ? "timeResolution" : "queryGranularity",
          "Table %s is a detail table, which keeps every row as it is; only aggregate tables have a resolution of time."
              .formatted(table));
    }
  }

  static void requireAggregateColumns(List<Column> schema) {
    for (int i = 0; i < schema.size(); i++) {
      requireAggregate(schema.get(i), "schema[%d]".formatted(i));
    }
  }

  private static void requireAggregate(Column column, String target) {
    if (column.role() == null) {
      throw invalid(
          target + ".type",
          "Column \"%s\" of an aggregate table needs a \"type\": dimension or measure."
              .formatted(column.name()));
    }
    if (column.isTime() && column.isMeasure()) {
      throw invalid(target + ".type", "Column __time is a dimension.");
    }
    if (column.type().storage() == DataType.Storage.JSON) {
      throw invalid(
          target + ".dataType",
          "Column \"%s\" cannot be json: only detail tables have json columns."
              .formatted(column.name()));
    }
    if (column.isMeasure() && !MEASURES.contains(column.type())) {
      throw invalid(
          target + ".dataType",
          "Measure \"%s\" cannot have the data type %s; use one of %s."
              .formatted(column.name(), column.type(), MEASURES));
    }
  }

  static ServiceException measureInClustering(String column, String target) {
    return invalid(
        target,
        "Column \"%s\" in clusteringColumns is a measure; rows are ordered by dimensions only."
            .formatted(column));
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
