package dev.lodestar.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.model.TableModel.Days;
import dev.lodestar.model.TableModel.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/** One sequence: a server and the model are asked the same, and compared after each step. */
final class ModelRun {
  private final Random random;
  private final String prefix;
  private ModelClient client;
  private final Map<String, TableModel> tables = new TreeMap<>();
  private final Map<String, Integer> jobs = new HashMap<>();
  private final List<String> story = new ArrayList<>();
  private List<Submitted> unfinished = List.of();
  private int numbers;

  ModelRun(long seed, ModelClient client) {
    this.random = new Random(seed);
    this.prefix = "m%d".formatted(seed);
    this.client = client;
  }

  /** Submits jobs of all kinds and waits for none of them. */
  void leaveUnfinished() throws IOException, InterruptedException {
    List<Submitted> left = new ArrayList<>();
    for (Map.Entry<String, TableModel> each : tables.entrySet()) {
      if (each.getValue().exists) {
        left.addAll(someJobs(each.getKey(), each.getValue()));
      }
    }
    unfinished = left;
  }

  private List<Submitted> someJobs(String name, TableModel table)
      throws IOException, InterruptedException {
    return switch (random.nextInt(6)) {
      case 0 -> List.of(drop(name, table));
      case 1 -> List.of(restore(name, table));
      case 2 -> table.rows().isEmpty() ? List.of() : List.of(copy(name, table));
      default -> burst(name, table);
    };
  }

  /** Asks another server of the same data from now on; first for what the last one left. */
  void goOn(ModelClient next) throws IOException, InterruptedException {
    client = next;
    story.add("kill");
    telling(
        () -> {
          finish(unfinished);
          compare();
        });
    unfinished = List.of();
  }

  /** Drops what is left: the lists of a server with a thousand sequences stay short. */
  void end() throws IOException, InterruptedException {
    for (Map.Entry<String, TableModel> each : tables.entrySet()) {
      if (each.getValue().exists) {
        telling(() -> finish(List.of(drop(each.getKey(), each.getValue()))));
      }
    }
    telling(this::compare);
  }

  /** A job on its way, and what it does to the model once it is over. */
  private record Submitted(String id, String table, Effect effect) {}

  /** What a job that ended this way did. */
  private interface Effect {
    void of(JsonNode job);
  }

  void steps(int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      telling(
          () -> {
            step();
            compare();
          });
    }
  }

  /** What a sequence does next. */
  private interface Act {
    void run() throws IOException, InterruptedException;
  }

  /** Errors: an assertion that tells the sequence so far. */
  private void telling(Act act) throws IOException, InterruptedException {
    try {
      act.run();
    } catch (AssertionError | ConditionTimeoutException e) {
      throw new AssertionError("after " + String.join("; ", story) + ": " + e.getMessage(), e);
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
      case 5 -> finish(List.of(restore(name, table)));
      case 6 -> finish(List.of(drop(name, table)));
      case 7 -> update(name, table);
      case 8 -> cancel(name, table);
      case 9 -> copyIfPossible(name, table);
      case 10 -> refused(name);
      default -> finish(burst(name, table));
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
        client
            .post("jobs", JobBodies.job("delete_data", name, "", "\"deleteAll\": true"))
            .expecting(400);
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
        name,
        JobBodies.load(name, "", rows, "append"),
        job -> completed(job, () -> table.append(rows)));
  }

  private Submitted replace(String name, TableModel table)
      throws IOException, InterruptedException {
    List<Row> rows = someRows();
    boolean everything = random.nextInt(3) == 0;
    Days days = everything ? Days.ALL : someDays();
    told("replace %s of %s by %s".formatted(everything ? "all" : days, name, rows));
    return submit(
        name,
        JobBodies.load(
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
        JobBodies.job("delete_data", name, target, members),
        job ->
            completed(
                job,
                () -> {
                  boolean met = soft ? table.hide(days) : table.delete(days);
                  assertThat(job.path("health").path("status").asText())
                      .isEqualTo(met ? "ok" : "warn");
                }));
  }

  private Submitted restore(String name, TableModel table)
      throws IOException, InterruptedException {
    Days days = someDays();
    told("restore %s of %s".formatted(days, name));
    boolean possible = table.isRestorable(days);
    String members = "\"interval\": \"%s\"".formatted(days.interval());
    return submit(
        name,
        JobBodies.job("restore_data", name, "", members),
        job -> {
          assertThat(status(job)).isEqualTo(possible ? "completed" : "failed");
          if (possible) {
            boolean met = table.restore(days);
            assertThat(job.path("health").path("status").asText()).isEqualTo(met ? "ok" : "warn");
          }
        });
  }

  private Submitted drop(String name, TableModel table) throws IOException, InterruptedException {
    boolean soft = random.nextBoolean();
    told("drop %s%s".formatted(name, soft ? " softly" : ""));
    String members = "\"softDelete\": %s".formatted(soft);
    return submit(
        name,
        JobBodies.job("drop_table", name, "", members),
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
            JobBodies.load(name, "", rows, "append"),
            job -> {
              assertThat(status(job)).isIn("completed", "canceled");
              if (status(job).equals("completed")) {
                table.append(rows);
              }
            });
    client.post("jobs/" + load.id() + "/status", "{\"desiredExecutionStatus\": \"canceled\"}");
    finish(List.of(load));
  }

  private void copyIfPossible(String name, TableModel table)
      throws IOException, InterruptedException {
    if (table.rows().isEmpty()) {
      // Without rows the table has no column n, and the statement cannot be understood.
      told("replace empty %s by itself".formatted(name));
      client.post("jobs", JobBodies.copy(name)).expecting(400);
      return;
    }
    finish(List.of(copy(name, table)));
  }

  private Submitted copy(String name, TableModel table) throws IOException, InterruptedException {
    List<Row> rows =
        table.rows().stream().map(row -> new Row(row.day(), row.number() + 1000)).toList();
    told("replace %s by itself".formatted(name));
    return submit(
        name, JobBodies.copy(name), job -> completed(job, () -> table.replace(Days.ALL, rows)));
  }

  private void refused(String name) throws IOException, InterruptedException {
    told("ask " + name + " for what cannot be");
    String eightHours = ", \"intervals\": [\"2026-01-01T00:00:00Z/PT8H\"]";
    client.post("jobs", JobBodies.load(name, eightHours, someRows(), "replace")).expecting(400);
    client
        .post("jobs", JobBodies.job("delete_data", name, "", "\"deleteAll\": false"))
        .expecting(400);
    client
        .post("jobs", JobBodies.job("restore_data", name, "", "\"interval\": \"x\""))
        .expecting(400);
  }

  /** Jobs that wait together act in the order of their submission. */
  private List<Submitted> burst(String name, TableModel table)
      throws IOException, InterruptedException {
    List<Submitted> submitted = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      submitted.add(
          switch (random.nextInt(4)) {
            case 0 -> replace(name, table);
            case 1 -> delete(name, table);
            default -> append(name, table);
          });
    }
    return submitted;
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

  /** Every answer about every table, held against the model. */
  void compare() throws IOException, InterruptedException {
    Set<String> listed = Answers.tables(client, prefix);
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
    assertThat(Answers.rows(client, name, !model.rows().isEmpty())).isEqualTo(model.rows());
    assertThat(Answers.hiddenVersions(client, name)).isEqualTo(model.hiddenVersions());
    JsonNode listed =
        client.get("jobs?paginationLimit=1000&targetTableName=" + name).expecting(200).body();
    assertThat(listed.path("values").size()).isEqualTo(jobs.getOrDefault(name, 0));
  }
}
