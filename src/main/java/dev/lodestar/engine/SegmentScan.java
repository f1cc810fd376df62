package dev.lodestar.engine;

import dev.lodestar.data.Column;
import java.nio.file.Path;
import java.util.List;

/**
 * The rows of a table at one moment.
 *
 * @param columns the table's columns in order; a file without one of them has NULLs there
 * @param groups the segment files, grouped by the columns that they hold
 */
public record SegmentScan(List<Column> columns, List<FileGroup> groups) {
  public SegmentScan {
    columns = List.copyOf(columns);
    groups = List.copyOf(groups);
  }

  /** Files that hold the same columns. Nothing here is empty. */
  public record FileGroup(List<Column> columns, List<Path> files) {
    public FileGroup {
      columns = List.copyOf(columns);
      files = List.copyOf(files);
    }
  }
}
