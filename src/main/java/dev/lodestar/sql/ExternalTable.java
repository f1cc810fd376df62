package dev.lodestar.sql;

import dev.lodestar.data.Column;
import dev.lodestar.error.TextPosition;
import java.util.List;
import java.util.Map;

/**
 * A table function in FROM that stands for data outside of all tables.
 *
 * @param name what the statement calls it from now on; no table can have this name
 * @param arguments texts by parameter; an array has several
 * @param columns the list after EXTEND, empty without one
 */
public record ExternalTable(
    String name,
    Kind kind,
    Map<String, List<String>> arguments,
    List<Column> columns,
    TextPosition position) {
  public ExternalTable {
    arguments = Map.copyOf(arguments);
    columns = List.copyOf(columns);
  }

  /** The functions, with their parameters in order. */
  public enum Kind {
    EXTERN,
    POLARIS_SOURCE,
    POLARIS_UPLOADED;

    public List<String> parameters() {
      return switch (this) {
        case EXTERN -> List.of("inputSource", "inputFormat", "signature");
        case POLARIS_SOURCE -> List.of("source");
        case POLARIS_UPLOADED -> List.of("files", "format");
      };
    }
  }
}
