package dev.lodestar.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A batch job as a client would write it; by default it may make its table. */
final class JobRequest {
  private final Map<String, Object> body = new LinkedHashMap<>();
  private final Map<String, Object> source = new LinkedHashMap<>();
  private final List<Map<String, Object>> fields = new ArrayList<>();
  private final List<Map<String, Object>> mappings = new ArrayList<>();

  private JobRequest(String sourceType, String table) {
    source.put("type", sourceType);
    source.put("inputSchema", fields);
    body.put("type", "batch");
    body.put("createTableIfNotExists", true);
    body.put("source", source);
    body.put("target", Map.of("type", "table", "tableName", table));
    body.put("mappings", mappings);
  }

  static JobRequest inline(String table, String data) {
    JobRequest job = new JobRequest("inline", table);
    job.source.put("data", data);
    return job;
  }

  static JobRequest uploaded(String table, String... files) {
    JobRequest job = new JobRequest("uploaded", table);
    job.source.put("fileList", List.of(files));
    return job;
  }

  /** Objects of a store, by one of its selectors. */
  static JobRequest objects(
      String table, String type, String connection, String selector, Object selected) {
    JobRequest job = new JobRequest(type, table);
    job.source.put("connectionName", connection);
    job.source.put(selector, selected);
    return job;
  }

  static JobRequest table(String table, String source) {
    JobRequest job = new JobRequest("table", table);
    job.source.remove("inputSchema");
    job.source.put("tableName", source);
    return job;
  }

  static JobRequest connection(String table, String connection) {
    JobRequest job = new JobRequest("connection", table);
    job.source.put("connectionName", connection);
    return job;
  }

  JobRequest field(String name, String type) {
    fields.add(Map.of("name", name, "dataType", type));
    return this;
  }

  JobRequest map(String column, String expression) {
    mappings.add(Map.of("columnName", column, "expression", expression));
    return this;
  }

  /** A field that is stored under its own name. */
  JobRequest column(String name, String type) {
    return field(name, type).map(name, '"' + name + '"');
  }

  /** ISO text in the field {@code ts} is the time. */
  JobRequest time() {
    return field("ts", "string").map("__time", "TIME_PARSE(\"ts\")");
  }

  JobRequest format(Map<String, ?> settings) {
    source.put("formatSettings", settings);
    return this;
  }

  JobRequest with(String member, Object value) {
    body.put(member, value);
    return this;
  }

  Map<String, Object> body() {
    return body;
  }
}
