package dev.lodestar.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.model.TableModel.Days;
import dev.lodestar.model.TableModel.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One sequence: a server and the model are asked the same, and compared after each step. */
final class ModelRun {
  private final Random random;
  private final String prefix;
  private ModelClient client;
  private final Map<String, TableModel> tables = new TreeMap<>();
  private final Map<String, Integer> jobs = new HashMap<>();
  private final List<String> story = new ArrayList<>();
  private int numbers;

  ModelRun(long seed, ModelClient client) {
    this.random = new Random(seed);
    this.prefix = "m%d".formatted(seed);
    this.client = client;
  }

  /** Asks another server of the same data from now on. */
  void goOn(ModelClient next) {
    client = next;
    story.add("kill");
  }

  /** A job on its way, and what it does to the model once it is over. */
  private record Submitted(String id, String table, Effect effect) {}

  /** What a job that ended this way did. */
  private interface Effect {
    void of(JsonNode job);
  }

  /** Errors: an assertion that tells the sequence so far. */
  void steps(int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      try {
        step();
        compare();
      } catch (AssertionError e) {
        throw new AssertionError("after " + String.join("; ", story) + ": " + e.getMessage(), e);
      }
    }
  }

  private void step() throws IOException, InterruptedException {
    String name = prefix + "_" + "abc".charAt(random.nextInt(3));
    TableModel table = tables.get(name);
    if (table == null || !table.exists) {
      missing(name);
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> told("create " + name).create(name, 409);
      case 1, 2 -> finish(List.of(append(name, table)));
      case 3 -> finish(List.of(replace(name, table)));
      case 4 -> finish(List.of(delete(name, table)));
      case 5 -> restore(name, table);
      case 6 -> drop(name, table);
      case 7 -> update(name, table);
      case 8 -> cancel(name, table);
      case 9 -> copy(name, table);
      case 10 -> refused(name);
      default -> burst(name, table);
    }
  }

  private ModelRun told(String what) {
    story.add(what);
    return this;
  }

  private void create(String name, int expected) throws IOException, InterruptedException {
    client
        .post("tables", "{\"type\": \"detail\", \"name\": \"%s\"}".formatted(name))
        .expecting(expected);
  }

  private void missing(String name) throws IOException, InterruptedException {
    client.get("tables/" + name).expecting(404);
    switch (random.nextInt(3)) {
      case 0 -> {
        told("delete from missing " + name);
        client.post("jobs", job("delete_data", name, "", "\"deleteAll\": true")).expecting(400);
      }
      case 1 -> {
        told("make " + name).create(name, 201);
        made(name);
      }
      default -> {
        told("load into new " + name);
        TableModel table = made(name);
        finish(List.of(append(name, table)));
      }
    }
  }

  private TableModel made(String name) {
    TableModel table = tables.computeIfAbsent(name, key -> new TableModel());
    table.exists = true;
    table.declaration = 0;
    return table;
  }

  private List<Row> someRows() {
    return IntStream.range(0, 1 + random.nextInt(5))
        .mapToObj(i -> new Row(1 + random.nextInt(TableModel.DAYS), numbers++))
        .toList();
  }

  private Days someDays() {
    int from = 1 + random.nextInt(TableModel.DAYS);
    return new Days(from, from + 1 + random.nextInt(TableModel.DAYS + 1 - from));
  }

  private Submitted append(String name, TableModel table) throws IOException, InterruptedException {
    List<Row> rows = someRows();
    told("append %s to %s".formatted(rows, name));
    return submit(
        name, load(name, "", rows, "append"), job -> completed(job, () -> table.append(rows)));
  }

  private Submitted replace(String name, TableModel table)
      throws IOException, InterruptedException {
    List<Row> rows = someRows();
    boolean everything = random.nextInt(3) == 0;
    Days days = everything ? Days.ALL : someDays();
    told("replace %s of %s by %s".formatted(everything ? "all" : days, name, rows));
    return submit(
        name,
        load(
            name,
            everything ? "" : ", \"intervals\": [\"%s\"]".formatted(days.interval()),
            rows,
            everything ? "replace\", \"replaceAll\": \"true" : "replace"),
        job -> completed(job, () -> table.replace(days, rows)));
  }

  private Submitted delete(String name, TableModel table) throws IOException, InterruptedException {
    boolean everything = random.nextInt(3) == 0;
    boolean soft = random.nextInt(3) > 0;
    Days days = everything ? Days.ALL : someDays();
    told("delete %s of %s%s".formatted(days, name, soft ? " softly" : ""));
    String target = everything ? "" : ", \"intervals\": [\"%s\"]".formatted(days.interval());
    String members = "\"deleteAll\": %s, \"softDelete\": %s".formatted(everything, soft);
    return submit(
        name,
        job("delete_data", name, target, members),
        job ->
            completed(
                job,
                () -> {
                  boolean met = soft ? table.hide(days) : table.delete(days);
                  assertThat(job.path("health").path("status").asText())
                      .isEqualTo(met ? "ok" : "warn");
                }));
  }

  private void restore(String name, TableModel table) throws IOException, InterruptedException {
    Days days = someDays();
    told("restore %s of %s".formatted(days, name));
    boolean possible = table.isRestorable(days);
    String members = "\"interval\": \"%s\"".formatted(days.interval());
    Submitted restore =
        submit(
            name,
            job("restore_data", name, "", members),
            job -> {
              assertThat(status(job)).isEqualTo(possible ? "completed" : "failed");
              if (possible) {
                boolean met = table.restore(days);
                assertThat(job.path("health").path("status").asText())
                    .isEqualTo(met ? "ok" : "warn");
              }
            });
    finish(List.of(restore));
  }

  private void drop(String name, TableModel table) throws IOException, InterruptedException {
    boolean soft = random.nextBoolean();
    told("drop %s%s".formatted(name, soft ? " softly" : ""));
    String members = "\"softDelete\": %s".formatted(soft);
    Submitted drop =
        submit(
            name,
            job("drop_table", name, "", members),
            job ->
                completed(
                    job,
                    () -> {
                      table.exists = false;
                      table.hide(Days.ALL);
                      if (!soft) {
                        table.delete(Days.ALL);
                      }
                    }));
    finish(List.of(drop));
  }

  private void update(String name, TableModel table) throws IOException, InterruptedException {
    long version = table.declaration + random.nextInt(2);
    told("declare %s at version %d of %d".formatted(name, version, table.declaration));
    boolean current = version == table.declaration;
    client
        .put(
            "tables/" + name,
            "{\"type\": \"detail\", \"name\": \"%s\", \"version\": %d, \"description\": \"%d\"}"
                .formatted(name, version, random.nextInt(100)))
        .expecting(current ? 200 : 409);
    if (current) {
      table.declaration++;
    }
  }

  /** Whatever comes first wins, and nothing in between. */
  private void cancel(String name, TableModel table) throws IOException, InterruptedException {
    List<Row> rows = someRows();
    told("append %s to %s and cancel".formatted(rows, name));
    Submitted load =
        submit(
            name,
            load(name, "", rows, "append"),
            job -> {
              assertThat(status(job)).isIn("completed", "canceled");
              if (status(job).equals("completed")) {
                table.append(rows);
              }
            });
    client.post("jobs/" + load.id() + "/status", "{\"desiredExecutionStatus\": \"canceled\"}");
    finish(List.of(load));
  }

  private void copy(String name, TableModel table) throws IOException, InterruptedException {
    List<Row> rows =
        table.rows().stream().map(row -> new Row(row.day(), row.number() + 1000)).toList();
    told("replace %s by itself".formatted(name));
    String query =
        "REPLACE INTO \\\"%s\\\" OVERWRITE ALL SELECT \\\"__time\\\", \\\"n\\\" + 1000 AS \\\"n\\\" FROM \\\"%s\\\" PARTITIONED BY DAY"
            .formatted(name, name);
    if (table.rows().isEmpty()) {
      // Without rows the table has no column n, and the statement cannot be understood.
      client.post("jobs", "{\"type\": \"sql\", \"query\": \"%s\"}".formatted(query)).expecting(400);
      return;
    }
    finish(
        List.of(
            submit(
                name,
                "{\"type\": \"sql\", \"query\": \"%s\"}".formatted(query),
                job -> completed(job, () -> table.replace(Days.ALL, rows)))));
  }

  private void refused(String name) throws IOException, InterruptedException {
    told("ask " + name + " for what cannot be");
    String eightHours = ", \"intervals\": [\"2026-01-01T00:00:00Z/PT8H\"]";
    client.post("jobs", load(name, eightHours, someRows(), "replace")).expecting(400);
    client.post("jobs", job("delete_data", name, "", "\"deleteAll\": false")).expecting(400);
    client.post("jobs", job("restore_data", name, "", "\"interval\": \"x\"")).expecting(400);
  }

  /** Jobs that wait together act in the order of their submission. */
  private void burst(String name, TableModel table) throws IOException, InterruptedException {
    List<Submitted> submitted = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      submitted.add(
          switch (random.nextInt(4)) {
            case 0 -> replace(name, table);
            case 1 -> delete(name, table);
            default -> append(name, table);
          });
    }
    finish(submitted);
  }

  private void completed(JsonNode job, Runnable effect) {
    assertThat(status(job)).as(job.toString()).isEqualTo("completed");
    effect.run();
  }

  private static String status(JsonNode job) {
    return job.path("executionStatus").asText();
  }

  private Submitted submit(String table, String body, Effect effect)
      throws IOException, InterruptedException {
    String id = client.post("jobs", body).expecting(201).body().path("id").asText();
    jobs.merge(table, 1, Integer::sum);
    return new Submitted(id, table, effect);
  }

  private void finish(List<Submitted> submitted) {
    List<JsonNode> ends = submitted.stream().map(job -> client.over(job.id())).toList();
    for (int i = 0; i < ends.size(); i++) {
      submitted.get(i).effect().of(ends.get(i));
    }
  }

  private static String job(String type, String table, String target, String members) {
    return "{\"type\": \"%s\", \"target\": {\"type\": \"table\", \"tableName\": \"%s\"%s}, %s}"
        .formatted(type, table, target, members);
  }

  private static String load(String table, String target, List<Row> rows, String mode) {
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

  /** Every answer about every table, held against the model. */
  void compare() throws IOException, InterruptedException {
    Set<String> listed = new HashSet<>();
    for (JsonNode table : client.get("tables").expecting(200).body().path("values")) {
      if (table.path("name").asText().startsWith(prefix + "_")) {
        listed.add(table.path("name").asText());
      }
    }
    assertThat(listed)
        .isEqualTo(
            tables.keySet().stream()
                .filter(name -> tables.get(name).exists)
                .collect(Collectors.toSet()));
    for (String name : listed) {
      compare(name, tables.get(name));
    }
  }

  private void compare(String name, TableModel model) throws IOException, InterruptedException {
    JsonNode table = client.get("tables/" + name).expecting(200).body();
    assertThat(table.path("version").asLong()).isEqualTo(model.declaration);
    assertThat(table.path("totalRows").asLong()).isEqualTo(model.rows().size());
    assertThat(rows(name, model)).isEqualTo(model.rows());
    assertThat(hiddenVersions(name)).isEqualTo(model.hiddenVersions());
    JsonNode listed =
        client.get("jobs?paginationLimit=1000&targetTableName=" + name).expecting(200).body();
    assertThat(listed.path("values").size()).isEqualTo(jobs.getOrDefault(name, 0));
  }

  private List<Row> rows(String name, TableModel model) throws IOException, InterruptedException {
    String columns = model.rows().isEmpty() ? "0" : "\\\"n\\\"";
    String sql =
        "SELECT EXTRACT(DAY FROM \\\"__time\\\"), %s FROM \\\"%s\\\" ORDER BY 1, 2"
            .formatted(columns, name);
    JsonNode answer =
        client
            .post("query/sql", "{\"query\": \"%s\", \"resultFormat\": \"array\"}".formatted(sql))
            .expecting(200)
            .body();
    List<Row> rows = new ArrayList<>();
    answer.forEach(row -> rows.add(new Row(row.get(0).asInt(), row.get(1).asInt())));
    return rows;
  }

  private Map<Integer, Long> hiddenVersions(String name) throws IOException, InterruptedException {
    Map<Integer, Set<String>> versions = new HashMap<>();
    JsonNode unused =
        client.get("tables/" + name + "/unusedSegments?limit=1000").expecting(200).body();
    for (JsonNode segment : unused.path("values")) {
      int day = Integer.parseInt(segment.path("interval").asText().substring(8, 10));
      versions.computeIfAbsent(day, key -> new HashSet<>()).add(segment.path("version").asText());
    }
    return versions.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, day -> (long) day.getValue().size()));
  }
}
