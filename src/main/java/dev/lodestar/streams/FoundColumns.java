package dev.lodestar.streams;

import dev.lodestar.data.Column;
import dev.lodestar.tables.Table;
import java.util.List;
import java.util.UUID;

/**
 * Lets a table know the columns of its hot rows before these are seen, so that a query that names
 * them is good after a restart too, when the rows are being read again. Used by one thread.
 */
final class FoundColumns {
  private List<Column> stored = List.of();

  /**
   * To be called before rows become visible that have these columns.
   *
   * @param table as the rows were planned for it
   * @param columns the same object for as long as they are the same
   */
  @SuppressWarnings("ReferenceEquality") // As it says; there may be a thousand of them.
  void store(StreamServices services, Table table, List<Column> columns) {
    if (columns == stored) {
      return;
    }
    if (columns.stream().anyMatch(column -> !isKnown(table, column))) {
      UUID id = table.id();
      services.await(
          () -> services.tables().changing(() -> services.tables().discover(id, columns)));
    }
    stored = columns;
  }

  private static boolean isKnown(Table table, Column column) {
    return column.isTime()
        || column.name().equals(Column.COUNT.name())
        || table.column(column.name()).map(column::equals).orElse(false)
        || table.spec().declared(column.name()).isPresent();
  }
}
