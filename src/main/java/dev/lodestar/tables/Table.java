package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.UserStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A table as it is now.
 *
 * @param version grows by one with each update of the declaration
 * @param discovered columns that jobs wrote without a declaration, in the order they appeared
 * @param isDeleting whether a job is about to remove it; such a table takes no new jobs
 */
public record Table(
    UUID id,
    TableSpec spec,
    long version,
    List<Column> discovered,
    boolean isDeleting,
    UserStamp created,
    UserStamp modified) {
  public Table {
    discovered = List.copyOf(discovered);
  }

  public String name() {
    return spec.name();
  }

  /**
   * The columns of {@code SELECT *}: the declared ones, or {@code __time} first, then the rest, and
   * {@code __count} in an aggregate table.
   */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>(spec.schema());
    if (columns.stream().noneMatch(Column::isTime)) {
      columns.addFirst(new Column(Column.TIME, DataType.TIMESTAMP));
    }
    columns.addAll(discovered);
    if (spec.isAggregate()) {
      columns.add(Column.COUNT);
    }
    return List.copyOf(columns);
  }

  /** The same columns with {@code __time} first, as the API lists them. */
  public List<Column> columnsTimeFirst() {
    return Stream.concat(
            columns().stream().filter(Column::isTime),
            columns().stream().filter(column -> !column.isTime()))
        .toList();
  }

  Table withDiscovered(List<Column> columns) {
    return new Table(id, spec, version, columns, isDeleting, created, modified);
  }

  /** A column by name, declared or discovered. */
  public Optional<Column> column(String name) {
    return Stream.of(
            spec.schema().stream(),
            discovered.stream(),
            spec.isAggregate() ? Stream.of(Column.COUNT) : Stream.<Column>empty())
        .flatMap(columns -> columns)
        .filter(column -> column.name().equals(name))
        .findFirst();
  }
}
