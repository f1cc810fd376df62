package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.BoundExpression;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.InputColumns;
import dev.lodestar.sql.LookupSource;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.SqlType;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Binds the expressions of one job to its input fields and to the columns they fill. */
final class ExpressionPlanner {
  private final DruidSql sql;
  private final SqlSettings settings;
  private final InputColumns input;
  private final KnownRelations lookups;
  private final List<Problem> problems;
  private final Map<String, LookupSource> read = new HashMap<>();

  ExpressionPlanner(DruidSql sql, InputColumns input, PlanInputs inputs, List<Problem> problems) {
    this.sql = sql;
    this.settings = new SqlSettings(ZoneOffset.UTC, inputs.now(), OptionalLong.empty());
    this.input = input;
    this.lookups = inputs.lookups();
    this.problems = problems;
  }

  /** What the expressions so far look values up in, by the engine's name. */
  Map<String, LookupSource> lookups() {
    return Map.copyOf(read);
  }

  Optional<BoundExpression> filter(@Nullable String text) {
    return text == null || text.isBlank()
        ? Optional.empty()
        : reported("filterExpression", () -> sql.bindFilter(text, input, settings, lookups));
  }

  /** The engine's expression for {@code __time}. */
  Optional<String> time(Mapping mapping, int index) {
    String target = expressionOf(index);
    checkScalar(mapping, index);
    return bind(mapping.expression(), target)
        .flatMap(
            bound -> {
              if (bound.type() == SqlType.TIMESTAMP) {
                return Optional.of(bound);
              }
              if (bound.type() == SqlType.DATE) {
                return bind(cast(mapping.expression(), "TIMESTAMP"), target);
              }
              problems.add(
                  JobPlanner.invalid(
                      target,
                      ("The expression of __time is a %s and must be a TIMESTAMP: use TIME_PARSE for text"
                              + " and MILLIS_TO_TIMESTAMP for milliseconds.")
                          .formatted(bound.type())));
              return Optional.empty();
            })
        .map(BoundExpression::engineSql);
  }

  /**
   * A column and its expression.
   *
   * @param declared the table's column; without one, the column takes the type of the expression
   */
  Optional<IngestPlan.Projection> column(Mapping mapping, int index, Optional<Column> declared) {
    String target = expressionOf(index);
    checkScalar(mapping, index);
    return bind(mapping.expression(), target)
        .flatMap(
            bound -> {
              DataType natural = naturalType(bound.type());
              DataType wanted = declared.map(Column::type).orElse(natural);
              return converted(mapping, bound, natural, wanted, target)
                  .map(
                      expression ->
                          new IngestPlan.Projection(
                              new Column(mapping.columnName(), wanted), expression.engineSql()));
            });
  }

  /**
   * The expression of a dimension, with the conversion to its column's type: so values that are
   * equal once they are stored are equal when they are grouped.
   */
  String text(Mapping mapping, Optional<Column> declared) {
    SqlType type = sql.bindExpression(mapping.expression(), input, settings, lookups).type();
    DataType natural = naturalType(type);
    DataType wanted = declared.map(Column::type).orElse(natural);
    return type == SqlType.NULL
            || (natural.storage() == wanted.storage() && isStoredAs(type, natural))
        ? mapping.expression()
        : castType(type, wanted)
            .map(to -> cast(mapping.expression(), to))
            .orElse(mapping.expression());
  }

  /** Whether the values of an expression, which was bound before, may be several texts. */
  boolean isSeveral(Mapping mapping) {
    return sql.bindExpression(mapping.expression(), input, settings, lookups).isSeveral();
  }

  /** The expression of {@code __time}, of type TIMESTAMP; it was bound before. */
  String timeText(Mapping mapping) {
    return sql.bindExpression(mapping.expression(), input, settings, lookups).type() == SqlType.DATE
        ? cast(mapping.expression(), "TIMESTAMP")
        : mapping.expression();
  }

  /** Whether the expression of a measure is an aggregation whose state the measure can hold. */
  boolean measure(Mapping mapping, int index, Optional<Column> declared) {
    String target = expressionOf(index);
    try {
      SqlType type = sql.bindMeasure(mapping.expression(), input, settings, lookups);
      if (declared.filter(column -> !holds(column.type(), type)).isEmpty()) {
        return true;
      }
      problems.add(
          JobPlanner.invalid(
              target,
              "Measure \"%s\" has the data type %s, which this aggregation does not make; it makes %s."
                  .formatted(
                      mapping.columnName(),
                      declared.get().type().apiName(),
                      naturalType(type).apiName())));
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.INTERNAL) {
        throw e;
      }
      problems.add(e.withTarget(target).problem());
    }
    return false;
  }

  /** A measure of text holds the value of a pair without its time. */
  private static boolean holds(DataType measure, SqlType state) {
    DataType natural = naturalType(state);
    return switch (measure.storage()) {
      case LONG, DOUBLE, FLOAT ->
          natural.storage() == DataType.Storage.LONG
              || natural.storage() == DataType.Storage.DOUBLE
              || natural.storage() == DataType.Storage.FLOAT
              || state == SqlType.NULL;
      case STRING -> state == SqlType.STRING_PAIR;
      case OPAQUE -> measure == natural;
      case TIMESTAMP, JSON, STRING_ARRAY, LONG_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY -> false;
    };
  }

  private void checkScalar(Mapping mapping, int index) {
    if (Boolean.TRUE.equals(mapping.isAggregation())) {
      problems.add(
          JobPlanner.invalid(
              "mappings[%d].isAggregation".formatted(index),
              "Column \"%s\" cannot be an aggregation: only measures of aggregate tables are."
                  .formatted(mapping.columnName())));
    }
  }

  private Optional<BoundExpression> converted(
      Mapping mapping, BoundExpression bound, DataType natural, DataType wanted, String target) {
    // An undeclared column takes its values as long where they are times or booleans.
    boolean sameStorage =
        natural.storage() == wanted.storage() && isStoredAs(bound.type(), natural);
    boolean sameSketch = !bound.type().isSketch() || natural == wanted;
    boolean fits = bound.type() == SqlType.NULL || (sameStorage && sameSketch);
    if (fits) {
      return Optional.of(bound);
    }
    Optional<String> castType = castType(bound.type(), wanted);
    if (castType.isEmpty()) {
      problems.add(
          JobPlanner.invalid(
              target,
              "Column \"%s\" has the data type %s, which a value of type %s cannot become%s."
                  .formatted(
                      mapping.columnName(), wanted.apiName(), bound.type(), remedy(wanted))));
      return Optional.empty();
    }
    return bind(cast(mapping.expression(), castType.get()), target);
  }

  private static String remedy(DataType wanted) {
    return switch (wanted.storage()) {
      case JSON -> "; use PARSE_JSON";
      case OPAQUE -> "; use DECODE_BASE64_COMPLEX('%s', …)".formatted(wanted.apiName());
      case STRING, LONG, DOUBLE, FLOAT, TIMESTAMP -> "";
      case STRING_ARRAY, LONG_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY -> "";
    };
  }

  /** Whether the engine's value needs no conversion to be stored as that type. */
  private static boolean isStoredAs(SqlType type, DataType stored) {
    return switch (type) {
      case TIMESTAMP, DATE -> false;
      // The engine stores a boolean as 1 or 0 where a number is wanted.
      case BOOLEAN, VARCHAR, BIGINT, INTEGER, DOUBLE, FLOAT, JSON, NULL -> true;
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE -> true;
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY ->
          stored.storage() == naturalType(type).storage();
    };
  }

  private static Optional<String> castType(SqlType from, DataType wanted) {
    boolean scalar = !from.isArray() && from != SqlType.JSON && !from.isSketch();
    return switch (wanted.storage()) {
      case STRING -> scalar ? Optional.of("VARCHAR") : Optional.empty();
      case LONG -> scalar ? Optional.of("BIGINT") : Optional.empty();
      case DOUBLE -> scalar ? Optional.of("DOUBLE") : Optional.empty();
      case FLOAT -> scalar ? Optional.of("FLOAT") : Optional.empty();
      case TIMESTAMP -> scalar ? Optional.of("TIMESTAMP") : Optional.empty();
      case JSON, STRING_ARRAY, LONG_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, OPAQUE -> Optional.empty();
    };
  }

  /** The column type that an expression has by itself; only {@code __time} is a timestamp. */
  static DataType naturalType(SqlType type) {
    return switch (type) {
      case VARCHAR, NULL -> DataType.STRING;
      case BIGINT, INTEGER, BOOLEAN, TIMESTAMP, DATE -> DataType.LONG;
      case DOUBLE -> DataType.DOUBLE;
      case FLOAT -> DataType.FLOAT;
      // No column type holds arrays of JSON: one value of JSON is the whole array.
      case JSON, JSON_ARRAY -> DataType.JSON;
      case VARCHAR_ARRAY -> DataType.STRING_ARRAY;
      case BIGINT_ARRAY -> DataType.LONG_ARRAY;
      case DOUBLE_ARRAY -> DataType.DOUBLE_ARRAY;
      case FLOAT_ARRAY -> DataType.FLOAT_ARRAY;
      case HLL_SKETCH -> DataType.HLL_SKETCH;
      case THETA_SKETCH -> DataType.THETA_SKETCH;
      case QUANTILES_SKETCH -> DataType.QUANTILES_DOUBLES_SKETCH;
      case STRING_PAIR -> DataType.LONG_STRING_PAIR;
      case VARIANCE -> DataType.VARIANCE;
      // No column type holds tuple sketches: a string column takes their text.
      case TUPLE_SKETCH -> DataType.STRING;
    };
  }

  /** The user's text was bound by itself before, so it is one expression; a comment may end it. */
  private static String cast(String expression, String type) {
    return "CAST((" + expression + "\n) AS " + type + ")";
  }

  private Optional<BoundExpression> bind(String text, String target) {
    return reported(target, () -> sql.bindExpression(text, input, settings, lookups));
  }

  private Optional<BoundExpression> reported(String target, Supplier<BoundExpression> binding) {
    try {
      BoundExpression bound = binding.get();
      read.putAll(bound.lookups());
      return Optional.of(bound);
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.INTERNAL) {
        throw e;
      }
      problems.add(e.withTarget(target).problem());
      return Optional.empty();
    }
  }

  static String expressionOf(int index) {
    return "mappings[%d].expression".formatted(index);
  }
}
