package dev.lodestar.engine;

import dev.lodestar.data.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of a table at one moment.
 *
 * @param columns the table's columns in order; a file without one of them has NULLs there
 * @param multiValues the text columns that are wanted as lists; all others are single texts
 * @param groups the segment files, grouped by the columns that they hold
 */
public record SegmentScan(List<Column> columns, Set<String> multiValues, List<FileGroup> groups) {
  public SegmentScan {
    columns = List.copyOf(columns);
    multiValues = Set.copyOf(multiValues);
    groups = List.copyOf(groups);
  }

  /** Rows without several texts. */
  public SegmentScan(List<Column> columns, List<FileGroup> groups) {
    this(columns, Set.of(), groups);
  }

  /** The rows of these files, of which those that hold the same are read as one group. */
  public static SegmentScan of(
      List<Column> columns, Set<String> multiValues, List<FileGroup> files) {
    Map<FileGroup, List<Path>> groups = new LinkedHashMap<>();
    for (FileGroup file : files) {
      FileGroup held = new FileGroup(file.columns(), file.lists(), List.of());
      groups.computeIfAbsent(held, group -> new ArrayList<>()).addAll(file.files());
    }
    return new SegmentScan(
        columns,
        multiValues,
        groups.entrySet().stream()
            .map(
                group ->
                    new FileGroup(
                        group.getKey().columns(), group.getKey().lists(), group.getValue()))
            .toList());
  }

  /**
   * Files that hold the same columns.
   *
   * @param lists the text columns that the files hold as lists
   */
  public record FileGroup(List<Column> columns, Set<String> lists, List<Path> files) {
    public FileGroup {
      columns = List.copyOf(columns);
      lists = Set.copyOf(lists);
      files = List.copyOf(files);
    }

    /** Files without lists of texts. */
    public FileGroup(List<Column> columns, List<Path> files) {
      this(columns, Set.of(), files);
    }
  }
}
