package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.data.LeafValue;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.sql.function.JsonLeaves;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads segment files as the rows of a table, whatever columns each of them holds. */
final class ScanSql {
  private static final FileGroup NO_FILES = new FileGroup(List.of(), List.of());

  private final SegmentScan scan;

  /** The files that are read, and their columns by name. */
  private final FileGroup group;

  private final Map<String, Column> held;

  private ScanSql(SegmentScan scan, FileGroup group) {
    this.scan = scan;
    this.group = group;
    this.held = group.columns().stream().collect(toMap(Column::name, Function.identity()));
  }

  static String of(SegmentScan scan) {
    return scan.groups().isEmpty()
        ? "(SELECT %s WHERE false)".formatted(new ScanSql(scan, NO_FILES).columns())
        : scan.groups().stream()
            .map(group -> new ScanSql(scan, group).branch())
            .collect(joining(" UNION ALL BY NAME ", "(", ")"));
  }

  private String branch() {
    return "SELECT %s FROM read_parquet(%s, hive_partitioning=false)"
        .formatted(columns(), SqlText.paths(group.files()));
  }

  private String columns() {
    return Stream.concat(
            scan.columns().stream()
                .map(column -> value(column) + " AS " + SqlText.name(column.name())),
            scan.leaves().stream()
                .map(leaf -> value(leaf) + " AS " + SqlText.name(leaf.hiddenColumn())))
        .collect(joining(", "));
  }

  private String value(Column column) {
    boolean wantedAsList = scan.multiValues().contains(column.name());
    boolean isList = group.lists().contains(column.name());
    String type = TypeConversion.engineType(column.type().storage());
    Column stored = held.get(column.name());
    if (stored == null) {
      return "CAST(NULL AS %s)".formatted(wantedAsList ? type + "[]" : type);
    }
    String name = SqlText.name(column.name());
    if (wantedAsList && isList) {
      return name;
    }
    String single = isList ? "list_extract(" + name + ", 1)" : name;
    String storedType = TypeConversion.engineType(stored.type().storage());
    String value =
        storedType.equals(type)
            ? single
            : TypeConversion.convert(single, storedType, column.type().storage());
    return wantedAsList ? "CASE WHEN %s IS NOT NULL THEN [%s] END".formatted(name, value) : value;
  }

  /** From its own column where the files have one, else from the documents. */
  private String value(LeafValue leaf) {
    Column stored = held.get(leaf.leaf().column());
    Optional<Column> column =
        scan.columns().stream()
            .filter(known -> known.name().equals(leaf.leaf().column()))
            .findFirst();
    if (stored == null || column.isEmpty()) {
      return JsonLeaves.none(leaf.form());
    }
    Optional<StoredLeaf> own =
        group.leaves().stream()
            .filter(known -> known.leaf().equals(leaf.leaf()))
            .filter(known -> stored.type().storage() == Storage.JSON)
            .findFirst();
    return own.map(known -> JsonLeaves.stored(known, leaf.form()))
        .orElseGet(() -> JsonLeaves.value(value(column.get()), leaf));
  }
}
