package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;

/** How the columns that ingestion finds grow together across jobs. */
final class DiscoveredColumns {
  private DiscoveredColumns() {}

  /**
   * Adds a column, or widens the known one so that the values of both fit: long and double become
   * double, unlike types become string.
   *
   * <p>Errors: {@code NOT_SUPPORTED} when a known column has this name in other letters' case: the
   * planner refuses that, but two jobs can find such columns at the same time.
   */
  static void add(List<Column> known, Column found) {
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).name().equals(found.name())) {
        known.set(i, new Column(found.name(), common(known.get(i).type(), found.type())));
        return;
      }
      if (ColumnName.folded(known.get(i).name()).equals(ColumnName.folded(found.name()))) {
        throw ServiceException.of(
            List.of(ColumnName.sameButForCase(found.name(), known.get(i).name(), found.name())));
      }
    }
    known.add(found);
  }

  /** Errors: {@code TOO_MANY_COLUMNS}. */
  static void requireFew(String table, int columns) {
    if (columns > TableSpec.COLUMNS_MAX) {
      throw new ServiceException(
          ErrorCode.TOO_MANY_COLUMNS,
          null,
          "Table %s would have %d columns, and %d is the limit; store fewer."
              .formatted(table, columns, TableSpec.COLUMNS_MAX));
    }
  }

  /** Adds the columns of a segment that a declaration does not have, as far as names allow. */
  static void addFitting(List<Column> known, List<Column> found, TableSpec spec) {
    for (Column column : found) {
      boolean isOwn =
          column.isTime()
              || column.name().equals(Column.COUNT.name())
              || spec.declared(column.name()).isPresent();
      if (!isOwn && known.stream().noneMatch(other -> isTwin(other, column))) {
        add(known, column);
      }
    }
  }

  private static boolean isTwin(Column known, Column found) {
    return !known.name().equals(found.name())
        && ColumnName.folded(known.name()).equals(ColumnName.folded(found.name()));
  }

  private static DataType common(DataType first, DataType second) {
    if (first == second || first.isSynonymOf(second)) {
      return first;
    }
    return isNumber(first) && isNumber(second) ? DataType.DOUBLE : DataType.STRING;
  }

  private static boolean isNumber(DataType type) {
    return type.storage() == Storage.LONG
        || type.storage() == Storage.DOUBLE
        || type.storage() == Storage.FLOAT;
  }
}
