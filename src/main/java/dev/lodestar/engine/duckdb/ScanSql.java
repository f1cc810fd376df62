package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.data.LeafValue;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.UpsertRule;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.sql.function.JsonLeaves;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
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
    if (scan.upserted().isPresent()) {
      return UpsertSql.current(scan);
    }
    return scan.groups().isEmpty()
        ? "(SELECT %s WHERE false)".formatted(new ScanSql(scan, NO_FILES).columns())
        : branches(
            scan,
            branch ->
                "SELECT %s FROM read_parquet(%s, hive_partitioning=false)"
                    .formatted(branch.columns(), SqlText.paths(branch.group.files())));
  }

  /** The rows of the scan's own files with what decides between them; see {@link UpsertSql}. */
  static String keyed(SegmentScan scan, UpsertRule rule) {
    return scan.groups().isEmpty()
        ? "(SELECT %s WHERE false)"
            .formatted(new ScanSql(scan, NO_FILES).columnsWith(rule, "CAST(NULL AS VARCHAR)"))
        : branches(
            scan,
            branch ->
                "SELECT %s FROM read_parquet(%s, hive_partitioning=false, filename='%s')"
                    .formatted(
                        branch.columnsWith(rule, UpsertSql.FILE),
                        SqlText.paths(branch.group.files()),
                        UpsertSql.FILE));
  }

  private static String branches(SegmentScan scan, Function<ScanSql, String> branch) {
    return scan.groups().stream()
        .map(group -> branch.apply(new ScanSql(scan, group)))
        .collect(joining(" UNION ALL BY NAME ", "(", ")"));
  }

  private String columns() {
    return values().collect(joining(", "));
  }

  private String columnsWith(UpsertRule rule, String file) {
    Stream<String> keys =
        IntStream.range(0, rule.keys().size())
            .mapToObj(i -> single(rule.keys().get(i)) + " AS " + UpsertSql.key(i));
    Stream<String> rest =
        Stream.of(
            single(rule.version()) + " AS " + UpsertSql.VERSION, file + " AS " + UpsertSql.FILE);
    return Stream.of(values(), keys, rest).flatMap(part -> part).collect(joining(", "));
  }

  private Stream<String> values() {
    return Stream.concat(
        scan.columns().stream().map(column -> value(column) + " AS " + SqlText.name(column.name())),
        scan.leaves().stream()
            .map(leaf -> value(leaf) + " AS " + SqlText.name(leaf.hiddenColumn())));
  }

  private String value(Column column) {
    String name = SqlText.name(column.name());
    if (!scan.multiValues().contains(column.name())) {
      return single(column);
    }
    if (!held.containsKey(column.name())) {
      return "CAST(NULL AS %s[])".formatted(TypeConversion.engineType(column.type().storage()));
    }
    return group.lists().contains(column.name())
        ? name
        : "CASE WHEN %s IS NOT NULL THEN [%s] END".formatted(name, single(column));
  }

  /** One value; the first text of several. */
  private String single(Column column) {
    String type = TypeConversion.engineType(column.type().storage());
    Column stored = held.get(column.name());
    if (stored == null) {
      return "CAST(NULL AS %s)".formatted(type);
    }
    String name = SqlText.name(column.name());
    String single = group.lists().contains(column.name()) ? "list_extract(" + name + ", 1)" : name;
    String storedType = TypeConversion.engineType(stored.type().storage());
    return storedType.equals(type)
        ? single
        : TypeConversion.convert(single, storedType, column.type().storage());
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
