package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.OutputColumn;
import dev.lodestar.tables.ColumnName;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TablesService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Matches the columns of a query with those of the table that stores them, by name. */
final class TargetColumns {
  private final Optional<Table> target;
  private final boolean isAggregate;
  private final List<Problem> problems;

  /**
   * Columns of a target.
   *
   * @param isAggregate whether it is an aggregate table, or will be made as one
   */
  TargetColumns(Optional<Table> target, boolean isAggregate, List<Problem> problems) {
    this.target = target;
    this.isAggregate = isAggregate;
    this.problems = problems;
  }

  /** Names that repeat, that the table does not take, or that differ only in case. */
  void check(List<Column> columns) {
    Map<String, String> folded = new HashMap<>();
    target.map(Table::columns).orElse(List.of()).stream()
        .map(Column::name)
        .forEach(name -> folded.put(ColumnName.folded(name), name));
    Set<String> seen = new HashSet<>();
    for (Column column : columns) {
      String name = column.name();
      if (!seen.add(name)) {
        refuse("Column \"%s\" stands twice in the query.".formatted(name));
      }
      boolean isCount = isAggregate && name.equals(Column.COUNT.name());
      if (!column.isTime() && !isCount) {
        requireName(name);
      }
      if (target.isPresent() && !TablesService.accepts(target.get(), name)) {
        refuse("Table %s does not declare column \"%s\".".formatted(target.get().name(), name));
      }
      String twin = folded.putIfAbsent(ColumnName.folded(name), name);
      if (twin != null && !twin.equals(name)) {
        problems.add(ColumnName.sameButForCase(name, twin, SqlJobPlanner.TARGET));
      }
    }
    JobPlanner.checkCount(target, seen, SqlJobPlanner.TARGET, problems);
  }

  private void requireName(String name) {
    try {
      ColumnName.require(name, SqlJobPlanner.TARGET);
    } catch (ServiceException e) {
      problems.add(e.problem());
    }
  }

  /** The columns besides {@code __time}, each of its declared type or of the type of its values. */
  List<IngestPlan.Projection> projections(List<OutputColumn> columns) {
    List<IngestPlan.Projection> projections = new ArrayList<>();
    for (OutputColumn column : columns) {
      if (column.name().equals(Column.TIME)) {
        continue;
      }
      DataType natural = ExpressionPlanner.naturalType(column.type());
      DataType wanted =
          target.flatMap(table -> declared(table, column.name())).map(Column::type).orElse(natural);
      if (!fits(column, natural, wanted)) {
        refuse(
            "Column \"%s\" has the data type %s, which a value of type %s cannot become."
                .formatted(column.name(), wanted.apiName(), column.type()));
      }
      projections.add(
          new IngestPlan.Projection(
              new Column(column.name(), wanted), BoundQuery.reference(column.name())));
    }
    return projections;
  }

  private static Optional<Column> declared(Table table, String name) {
    return table.spec().isAggregate() && name.equals(Column.COUNT.name())
        ? Optional.of(Column.COUNT)
        : table.spec().declared(name);
  }

  private static boolean fits(OutputColumn column, DataType natural, DataType wanted) {
    if (column.type() == dev.lodestar.sql.SqlType.NULL || natural.isSynonymOf(wanted)) {
      return true;
    }
    boolean nested = column.type().isArray() || natural.storage() == Storage.JSON;
    boolean isState = natural.storage() == Storage.OPAQUE;
    return switch (wanted.storage()) {
      case STRING -> !nested;
      case LONG, DOUBLE, FLOAT -> !nested && !isState;
      case JSON, TIMESTAMP, STRING_ARRAY, LONG_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, OPAQUE -> false;
    };
  }

  private void refuse(String message) {
    problems.add(JobPlanner.invalid(SqlJobPlanner.TARGET, message));
  }
}
