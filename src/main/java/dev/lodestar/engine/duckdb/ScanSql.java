package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.lodestar.data.Column;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads segment files as the rows of a table, whatever columns each of them holds. */
final class ScanSql {
  private ScanSql() {}

  static String of(SegmentScan scan) {
    return scan.groups().isEmpty()
        ? "(SELECT %s WHERE false)".formatted(columns(scan, Map.of(), Set.of()))
        : scan.groups().stream()
            .map(group -> branch(scan, group))
            .collect(joining(" UNION ALL BY NAME ", "(", ")"));
  }

  private static String branch(SegmentScan scan, FileGroup group) {
    Map<String, Column> held =
        group.columns().stream().collect(toMap(Column::name, Function.identity()));
    return "SELECT %s FROM read_parquet(%s, hive_partitioning=false)"
        .formatted(columns(scan, held, group.lists()), SqlText.paths(group.files()));
  }

  private static String columns(SegmentScan scan, Map<String, Column> held, Set<String> lists) {
    return scan.columns().stream()
        .map(
            column ->
                value(column, scan.multiValues().contains(column.name()), held, lists)
                    + " AS "
                    + SqlText.name(column.name()))
        .collect(joining(", "));
  }

  private static String value(
      Column column, boolean wantedAsList, Map<String, Column> held, Set<String> lists) {
    String type = TypeConversion.engineType(column.type().storage());
    Column stored = held.get(column.name());
    if (stored == null) {
      return "CAST(NULL AS %s)".formatted(wantedAsList ? type + "[]" : type);
    }
    String name = SqlText.name(column.name());
    if (wantedAsList && lists.contains(column.name())) {
      return name;
    }
    String single = lists.contains(column.name()) ? "list_extract(" + name + ", 1)" : name;
    String storedType = TypeConversion.engineType(stored.type().storage());
    String value =
        storedType.equals(type)
            ? single
            : TypeConversion.convert(single, storedType, column.type().storage());
    return wantedAsList ? "CASE WHEN %s IS NOT NULL THEN [%s] END".formatted(name, value) : value;
  }
}
