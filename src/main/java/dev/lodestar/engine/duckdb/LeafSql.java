package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.JsonLeaf;
import dev.lodestar.sql.function.JsonLeaves;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the leaves of one JSON column apart, all at once.
 *
 * <p>Each document is parsed twice, once for the texts and once for the types of all leaves; what
 * JSON_VALUE's own macro does is several times dearer for each leaf. The text is exactly what it
 * gives: none for objects and arrays, a number for a boolean.
 *
 * @param column a part of the names of the steps, which differs for each column
 * @param document the documents, as they are stored
 */
record LeafSql(int column, String document, List<JsonLeaf> leaves) {
  LeafSql {
    leaves = List.copyOf(leaves);
  }

  /** What has to be computed of a row first. */
  String step() {
    String paths = leaves.stream().map(JsonLeaves::path).collect(joining(", ", "[", "]"));
    return "json_extract_string(%s, %s) AS %s, json_type(%s, %s) AS %s"
        .formatted(document, paths, texts(), document, paths, types());
  }

  /** The columns of a row to which {@link #step} was added. */
  List<String> columns() {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      String text = "%s[%d]".formatted(texts(), i + 1);
      columns.add(
          """
          CASE %s[%d] WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL \
          WHEN 'BOOLEAN' THEN CASE WHEN %s = 'true' THEN '1' ELSE '0' END ELSE %s END AS %s"""
              .formatted(types(), i + 1, text, text, SqlText.name(leaves.get(i).hiddenColumn())));
    }
    return columns;
  }

  private String texts() {
    return "__lodestar_texts_" + column;
  }

  private String types() {
    return "__lodestar_types_" + column;
  }
}
