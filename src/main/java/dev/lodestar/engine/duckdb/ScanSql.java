package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.lodestar.data.Column;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads segment files as the rows of a table, whatever columns each of them holds. */
final class ScanSql {
  private ScanSql() {}

  static String of(SegmentScan scan) {
    return scan.groups().isEmpty()
        ? "(SELECT %s WHERE false)".formatted(columns(scan.columns(), Map.of()))
        : scan.groups().stream()
            .map(group -> branch(scan.columns(), group))
            .collect(joining(" UNION ALL BY NAME ", "(", ")"));
  }

  private static String branch(List<Column> columns, FileGroup group) {
    Map<String, Column> held =
        group.columns().stream().collect(toMap(Column::name, Function.identity()));
    return "SELECT %s FROM read_parquet(%s, hive_partitioning=false)"
        .formatted(columns(columns, held), SqlText.paths(group.files()));
  }

  private static String columns(List<Column> columns, Map<String, Column> held) {
    return columns.stream()
        .map(column -> value(column, held) + " AS " + SqlText.name(column.name()))
        .collect(joining(", "));
  }

  private static String value(Column column, Map<String, Column> held) {
    String type = TypeConversion.engineType(column.type().storage());
    Column stored = held.get(column.name());
    if (stored == null) {
      return "CAST(NULL AS %s)".formatted(type);
    }
    String name = SqlText.name(column.name());
    String storedType = TypeConversion.engineType(stored.type().storage());
    return storedType.equals(type)
        ? name
        : TypeConversion.convert(name, storedType, column.type().storage());
  }
}
