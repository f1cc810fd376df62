package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.ColumnRole;
import dev.lodestar.data.Granularity;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.tables.QueryGranularity;
import dev.lodestar.tables.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes of mappings what a query selects and groups by to fill an aggregate table. */
final class RollupMappings {
  private static final String COUNT_ROWS = "COUNT(*)";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private final ExpressionPlanner expressions;
  private final Optional<Table> table;
  private final Granularity partitioning;
  private final List<Problem> problems;
  private final List<IngestPlan.Projection> dimensions = new ArrayList<>();
  private Optional<String> time = Optional.empty();
  private boolean countsRecords = true;

  RollupMappings(
      ExpressionPlanner expressions,
      Optional<Table> table,
      Granularity partitioning,
      List<Problem> problems) {
    this.expressions = expressions;
    this.table = table;
    this.partitioning = partitioning;
    this.problems = problems;
  }

  /** The columns of the query, {@code __count} among them. */
  List<EquivalentQuery.Item> items(List<Mapping> mappings) {
    List<EquivalentQuery.Item> items = new ArrayList<>();
    for (int i = 0; i < mappings.size(); i++) {
      Mapping mapping = mappings.get(i);
      if (mapping.columnName().equals(Column.TIME)) {
        time(mapping, i).ifPresent(items::add);
      } else if (isMeasure(mapping, i)) {
        measure(mapping, i).ifPresent(items::add);
      } else {
        dimension(mapping, i).ifPresent(items::add);
      }
    }
    Optional<Mapping> count = mappings.stream().filter(RollupPlanner::isCount).findFirst();
    if (count.isEmpty()) {
      items.add(new EquivalentQuery.Item(Column.COUNT.name(), COUNT_ROWS, true));
    }
    countsRecords =
        count
            .map(mapping -> mapping.expression().replace(" ", "").equalsIgnoreCase(COUNT_ROWS))
            .orElse(true);
    return items;
  }

  /** Whether {@code __count} is the number of records that became a row. */
  boolean countsRecords() {
    return countsRecords;
  }

  /** The engine's expression of {@code __time} of one record. */
  String time() {
    return time.orElseThrow();
  }

  /** The dimensions of one record. */
  List<IngestPlan.Projection> dimensions() {
    return List.copyOf(dimensions);
  }

  private boolean isMeasure(Mapping mapping, int index) {
    Optional<Column> declared = declared(mapping);
    boolean isMeasure =
        declared
            .map(Column::isMeasure)
            .orElseGet(() -> Boolean.TRUE.equals(mapping.isAggregation()));
    Boolean asked = mapping.isAggregation();
    if (asked != null && asked != isMeasure) {
      problems.add(
          JobPlanner.invalid(
              "mappings[%d].isAggregation".formatted(index),
              "Column \"%s\" is a %s of the table, so isAggregation has to be %s."
                  .formatted(
                      mapping.columnName(),
                      (isMeasure ? ColumnRole.MEASURE : ColumnRole.DIMENSION).apiName(),
                      isMeasure)));
    }
    return isMeasure;
  }

  private Optional<Column> declared(Mapping mapping) {
    return RollupPlanner.isCount(mapping)
        ? Optional.of(Column.COUNT)
        : table.flatMap(found -> found.spec().declared(mapping.columnName()));
  }

  private Optional<EquivalentQuery.Item> measure(Mapping mapping, int index) {
    return expressions.measure(mapping, index, declared(mapping))
        ? Optional.of(new EquivalentQuery.Item(mapping.columnName(), mapping.expression(), true))
        : Optional.empty();
  }

  private Optional<EquivalentQuery.Item> dimension(Mapping mapping, int index) {
    Optional<IngestPlan.Projection> bound = expressions.column(mapping, index, declared(mapping));
    if (bound.isPresent() && expressions.isSeveral(mapping)) {
      problems.add(
          new Problem(
              ErrorCode.CANNOT_PARSE_MULTI_VALUE_DIMENSION,
              ExpressionPlanner.expressionOf(index),
              "Column \"%s\" would have several texts in a row, which rows cannot be grouped by here; use MV_TO_STRING or MV_TO_ARRAY."
                  .formatted(mapping.columnName())));
    }
    bound
        .flatMap(
            projection ->
                RollupPlanner.unfit(
                    mapping, projection.column().type(), ExpressionPlanner.expressionOf(index)))
        .ifPresent(problems::add);
    bound.ifPresent(dimensions::add);
    return bound.map(
        projection ->
            new EquivalentQuery.Item(
                mapping.columnName(), expressions.text(mapping, declared(mapping)), false));
  }

  private Optional<EquivalentQuery.Item> time(Mapping mapping, int index) {
    time = expressions.time(mapping, index);
    return time.map(
        bound ->
            new EquivalentQuery.Item(
                Column.TIME,
                floored(EquivalentQuery.closed(expressions.timeText(mapping)), table, partitioning),
                false));
  }

  /** A time as the table stores it. */
  static String floored(String text, Optional<Table> table, Granularity partitioning) {
    QueryGranularity rollup =
        table
            .map(found -> found.spec().rollup())
            .orElseGet(() -> QueryGranularity.of(dev.lodestar.data.TimeResolution.MILLISECOND));
    if (rollup.isAll()) {
      return partitioning == Granularity.ALL
          ? "CASE WHEN %s IS NOT NULL THEN %s END".formatted(text, literal(Instant.EPOCH))
          : "TIME_FLOOR(%s, '%s')".formatted(text, partitioning.period());
    }
    return rollup
        .flooredTo()
        .map(period -> "TIME_FLOOR(%s, '%s'%s)".formatted(text, period, calendar(rollup)))
        .orElse(text);
  }

  private static String calendar(QueryGranularity rollup) {
    Optional<String> origin = rollup.originTime().map(RollupMappings::literal);
    String zone = rollup.timeZone();
    if (zone == null) {
      return origin.map(time -> ", " + time).orElse("");
    }
    return ", %s, '%s'".formatted(origin.orElse("NULL"), zone);
  }

  private static String literal(Instant time) {
    return "TIMESTAMP '%s'".formatted(TIME.format(time.atZone(ZoneOffset.UTC)));
  }
}
