package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import java.util.List;
import java.util.stream.Collectors;

/** The Druid SQL statement that would do what a batch job does; the API shows it as query. */
final class EquivalentQuery {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EquivalentQuery() {}

  static String of(BatchSpec spec, Granularity partitioning, List<String> clustering) {
    String select =
        spec.mappings().stream()
            .map(mapping -> closed(mapping.expression()) + " AS " + quoted(mapping.columnName()))
            .collect(Collectors.joining(", "));
    StringBuilder query =
        new StringBuilder(limit(spec))
            .append("INSERT INTO ")
            .append(quoted(spec.target().tableName()))
            .append(" SELECT ")
            .append(select)
            .append(" FROM TABLE(POLARIS_SOURCE('")
            .append(sourceJson(spec.source()).replace("'", "''"))
            .append("'))");
    if (spec.filterExpression() != null && !spec.filterExpression().isBlank()) {
      query.append(" WHERE ").append(closed(spec.filterExpression()));
    }
    query.append(" PARTITIONED BY ").append(unit(partitioning));
    if (!clustering.isEmpty()) {
      query
          .append(" CLUSTERED BY ")
          .append(
              clustering.stream().map(EquivalentQuery::quoted).collect(Collectors.joining(", ")));
    }
    return query.toString();
  }

  /** An expression whose comment cannot swallow what comes after it. */
  private static String closed(String expression) {
    return expression.contains("--") || expression.contains("//")
        ? "(" + expression + "\n)"
        : expression;
  }

  private static String limit(BatchSpec spec) {
    return spec.maxParseExceptions() == BatchSpec.PARSE_EXCEPTIONS_MAX
        ? ""
        : "SET maxParseExceptions = %d; ".formatted(spec.maxParseExceptions());
  }

  private static String unit(Granularity partitioning) {
    return switch (partitioning) {
      case HOUR, DAY, MONTH, YEAR, ALL -> partitioning.name();
      case SECOND,
          MINUTE,
          FIVE_MINUTE,
          TEN_MINUTE,
          FIFTEEN_MINUTE,
          THIRTY_MINUTE,
          SIX_HOUR,
          EIGHT_HOUR,
          WEEK,
          QUARTER ->
          "'" + partitioning.period() + "'";
    };
  }

  private static String sourceJson(JobSource source) {
    ObjectNode json = JSON.createObjectNode();
    json.put("type", source.typeName());
    switch (source) {
      case JobSource.Uploaded uploaded ->
          uploaded.fileList().forEach(json.putArray("fileList")::add);
      case JobSource.Inline inline -> json.put("data", inline.data());
    }
    for (Column field : source.inputSchema()) {
      json.withArray("inputSchema")
          .addObject()
          .put("name", field.name())
          .put("dataType", field.type().apiName());
    }
    if (source.formatSettings() != null) {
      json.set("formatSettings", JSON.valueToTree(source.formatSettings()));
    }
    return json.toString();
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
