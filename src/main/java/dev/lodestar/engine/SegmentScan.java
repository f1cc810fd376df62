package dev.lodestar.engine;

import dev.lodestar.data.Column;
import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.LeafValue;
import dev.lodestar.data.StoredLeaf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows of a table at one moment.
 *
 * @param columns the table's columns in order; a file without one of them has NULLs there
 * @param multiValues the text columns that are wanted as lists; all others are single texts
 * @param leaves what is wanted of JSON columns besides, as further columns of the same rows
 * @param groups the segment files, grouped by the columns that they hold
 * @param upserted further rows, which take the place of rows of these files
 */
public record SegmentScan(
    List<Column> columns,
    Set<String> multiValues,
    Set<LeafValue> leaves,
    List<FileGroup> groups,
    Optional<UpsertedRows> upserted) {
  public SegmentScan {
    columns = List.copyOf(columns);
    multiValues = Set.copyOf(multiValues);
    leaves = Set.copyOf(leaves);
    groups = List.copyOf(groups);
  }

  /** Rows without several texts. */
  public SegmentScan(List<Column> columns, List<FileGroup> groups) {
    this(columns, Set.of(), Set.of(), groups, Optional.empty());
  }

  /** The rows of these files, of which those that hold the same are read as one group. */
  public static SegmentScan of(
      List<Column> columns, Set<String> multiValues, Set<LeafValue> leaves, List<FileGroup> files) {
    Set<JsonLeaf> wanted = leaves.stream().map(LeafValue::leaf).collect(Collectors.toSet());
    Map<FileGroup, List<Path>> groups = new LinkedHashMap<>();
    for (FileGroup file : files) {
      groups.computeIfAbsent(file.held(wanted), group -> new ArrayList<>()).addAll(file.files());
    }
    return new SegmentScan(
        columns,
        multiValues,
        leaves,
        groups.entrySet().stream().map(group -> group.getKey().in(group.getValue())).toList(),
        Optional.empty());
  }

  /** The same with rows that take the place of others. */
  public SegmentScan with(UpsertedRows rows) {
    return new SegmentScan(columns, multiValues, leaves, groups, Optional.of(rows));
  }

  /**
   * Files that hold the same columns.
   *
   * @param lists the text columns that the files hold as lists
   * @param leaves of the JSON columns, the leaves that the files hold as columns of their own
   */
  public record FileGroup(
      List<Column> columns, Set<String> lists, Set<StoredLeaf> leaves, List<Path> files) {
    public FileGroup {
      columns = List.copyOf(columns);
      lists = Set.copyOf(lists);
      leaves = Set.copyOf(leaves);
      files = List.copyOf(files);
    }

    /** Files without lists of texts. */
    public FileGroup(List<Column> columns, List<Path> files) {
      this(columns, Set.of(), Set.of(), files);
    }

    /** What matters of the files to whoever wants these leaves. */
    private FileGroup held(Set<JsonLeaf> wanted) {
      return new FileGroup(
          columns,
          lists,
          leaves.stream()
              .filter(stored -> wanted.contains(stored.leaf()))
              .collect(Collectors.toSet()),
          List.of());
    }

    private FileGroup in(List<Path> paths) {
      return new FileGroup(columns, lists, leaves, paths);
    }
  }
}
