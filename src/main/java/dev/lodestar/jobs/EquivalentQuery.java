package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The Druid SQL statement that would do what a batch job does; the API shows it as query.
 *
 * @param text the statement
 * @param withoutData the same, but inline data is left out: it may be longer than a statement
 */
record EquivalentQuery(String text, String withoutData) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  /**
   * A column of the statement.
   *
   * @param isAggregate whether rows are combined into it; else they are grouped by it
   */
  record Item(String name, String expression, boolean isAggregate) {}

  /** A statement that combines rows. */
  static EquivalentQuery rollup(
      BatchSpec spec, List<Item> items, Granularity partitioning, List<String> clustering) {
    String select =
        items.stream()
            .map(item -> closed(item.expression()) + " AS " + quoted(item.name()))
            .collect(Collectors.joining(", "));
    String groups =
        IntStream.range(0, items.size())
            .filter(i -> !items.get(i).isAggregate())
            .mapToObj(i -> Integer.toString(i + 1))
            .collect(Collectors.joining(", ", " GROUP BY ", ""));
    return new EquivalentQuery(
        of(spec, select, source(spec.source()), groups, partitioning, clustering),
        of(spec, select, source(emptied(spec.source())), groups, partitioning, clustering));
  }

  private static JobSource emptied(JobSource source) {
    return source instanceof JobSource.Inline inline
        ? new JobSource.Inline("{}", inline.inputSchema(), inline.formatSettings())
        : source;
  }

  static String of(BatchSpec spec, Granularity partitioning, List<String> clustering) {
    String select =
        spec.mappings().stream()
            .map(mapping -> closed(mapping.expression()) + " AS " + quoted(mapping.columnName()))
            .collect(Collectors.joining(", "));
    return of(spec, select, source(spec.source()), "", partitioning, clustering);
  }

  private static String of(
      BatchSpec spec,
      String select,
      String from,
      String groups,
      Granularity partitioning,
      List<String> clustering) {
    StringBuilder query =
        new StringBuilder(limit(spec))
            .append(into(spec))
            .append(" SELECT ")
            .append(select)
            .append(" FROM ")
            .append(from);
    List<String> conditions = new ArrayList<>();
    if (spec.filterExpression() != null && !spec.filterExpression().isBlank()) {
      conditions.add(closed(spec.filterExpression()));
    }
    if (spec.source() instanceof JobSource.Table table) {
      table.times().map(EquivalentQuery::inside).ifPresent(conditions::add);
    }
    if (!conditions.isEmpty()) {
      query.append(" WHERE ");
      query.append(
          conditions.size() == 1
              ? conditions.getFirst()
              : conditions.stream().collect(Collectors.joining(") AND (", "(", ")")));
    }
    query.append(groups).append(" PARTITIONED BY ").append(unit(partitioning));
    if (!clustering.isEmpty()) {
      query
          .append(" CLUSTERED BY ")
          .append(
              clustering.stream().map(EquivalentQuery::quoted).collect(Collectors.joining(", ")));
    }
    return query.toString();
  }

  private static String into(BatchSpec spec) {
    String table = quoted(spec.target().tableName());
    return switch (spec.ingestionMode()) {
      case APPEND -> "INSERT INTO " + table;
      case REPLACE ->
          "REPLACE INTO %s OVERWRITE %s"
              .formatted(
                  table,
                  spec.replaceAll() || replacesAllTime(spec)
                      ? "ALL"
                      : spec.target().parsedIntervals().stream()
                          .map(EquivalentQuery::inside)
                          .collect(Collectors.joining(" OR ", "WHERE ", "")));
    };
  }

  private static boolean replacesAllTime(BatchSpec spec) {
    return spec.target().parsedIntervals().stream()
        .anyMatch(times -> !times.start().isAfter(FIRST) && !times.end().isBefore(LAST));
  }

  private static String source(JobSource source) {
    return source instanceof JobSource.Table table
        ? quoted(table.tableName())
        : "TABLE(POLARIS_SOURCE('%s'))".formatted(sourceJson(source).replace("'", "''"));
  }

  /** A bound that no row can be beyond is left out; its year may have no literal. */
  private static String inside(Interval times) {
    List<String> bounds = new ArrayList<>();
    if (times.start().isAfter(FIRST)) {
      bounds.add("\"__time\" >= " + literal(times.start()));
    }
    if (times.end().isBefore(LAST)) {
      bounds.add("\"__time\" < " + literal(times.end()));
    }
    return bounds.isEmpty() ? "TRUE" : "(" + String.join(" AND ", bounds) + ")";
  }

  private static String literal(Instant time) {
    return "TIMESTAMP '%s'".formatted(TIME.format(time.atZone(ZoneOffset.UTC)));
  }

  /** An expression whose comment cannot swallow what comes after it. */
  static String closed(String expression) {
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
      case JobSource.S3 s3 ->
          new ObjectChoice(s3.uris(), s3.prefixes(), s3.objects(), s3.pattern())
              .writeTo(json.put("connectionName", s3.connectionName()));
      case JobSource.Azure azure ->
          new ObjectChoice(azure.uris(), azure.prefixes(), azure.objects(), azure.pattern())
              .writeTo(json.put("connectionName", azure.connectionName()));
      case JobSource.Table table -> json.put("tableName", table.tableName());
      case JobSource.Connection connection ->
          json.put("connectionName", connection.connectionName());
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
