package dev.lodestar.model;

import dev.lodestar.model.TableModel.Row;
import java.util.List;
import java.util.stream.Collectors;

/** The bodies of {@code POST …/jobs}. */
final class JobBodies {
  private JobBodies() {}

  /**
   * A job without a source.
   *
   * @param target further members of its target, each after a comma
   * @param members its own further members
   */
  static String job(String type, String table, String target, String members) {
    return "{\"type\": \"%s\", \"target\": {\"type\": \"table\", \"tableName\": \"%s\"%s}, %s}"
        .formatted(type, table, target, members);
  }

  /** A batch job that loads rows which the body holds, each at five in the morning. */
  static String load(String table, String target, List<Row> rows, String mode) {
    String data =
        rows.stream()
            .map(
                row ->
                    "{\\\"t\\\":\\\"2026-01-%02dT05:00:00Z\\\",\\\"n\\\":%d}"
                        .formatted(row.day(), row.number()))
            .collect(Collectors.joining("\\n"));
    return """
    {"type": "batch", "createTableIfNotExists": true, "ingestionMode": "%s",
     "target": {"type": "table", "tableName": "%s"%s},
     "source": {"type": "inline", "data": "%s",
       "inputSchema": [{"name": "t", "dataType": "string"}, {"name": "n", "dataType": "long"}]},
     "mappings": [{"columnName": "__time", "expression": "TIME_PARSE(\\"t\\")"},
       {"columnName": "n", "expression": "\\"n\\""}]}"""
        .formatted(mode, table, target, data)
        .replace("\"true\"", "true");
  }

  /** An SQL job that replaces a table by itself, every number raised by a thousand. */
  static String copy(String table) {
    String query =
        "REPLACE INTO \\\"%s\\\" OVERWRITE ALL SELECT \\\"__time\\\", \\\"n\\\" + 1000 AS \\\"n\\\" FROM \\\"%s\\\" PARTITIONED BY DAY"
            .formatted(table, table);
    return "{\"type\": \"sql\", \"query\": \"%s\"}".formatted(query);
  }
}
