package dev.lodestar.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * From a file to an answer: uploads the Wikipedia sample, loads it with a batch job, asks three
 * questions. What an earlier run has done is not done again.
 */
public final class Demo {
  private static final Set<String> FINAL_STATES = Set.of("completed", "failed", "canceled");
  private static final Duration READY_LIMIT = Duration.ofMinutes(1);
  private static final List<String> QUESTIONS =
      List.of(
          """
          SELECT COUNT(*) AS "edits", SUM("added") AS "characters added"
          FROM "wikipedia"\
          """,
          """
          SELECT "channel", COUNT(*) AS "edits"
          FROM "wikipedia"
          GROUP BY 1 ORDER BY 2 DESC LIMIT 5\
          """,
          """
          SELECT TIME_FLOOR("__time", 'PT1H') AS "hour", COUNT(*) AS "edits"
          FROM "wikipedia"
          GROUP BY 1 ORDER BY 1 LIMIT 6\
          """);

  private final URI server;
  private final Optional<DemoKey> key;
  private final PrintStream out;
  private final ProgressBar bar;
  private final Duration pause;

  /**
   * @param server such as {@code http://127.0.0.1:8888}
   * @param key empty when the server lets everybody in
   * @param terminal whether {@code out} can draw a line again
   * @param pause between two looks at a running job
   */
  public Demo(
      URI server, Optional<DemoKey> key, PrintStream out, boolean terminal, Duration pause) {
    this.server = server;
    this.key = key;
    this.out = out;
    this.bar = new ProgressBar(out, terminal);
    this.pause = pause;
  }

  /** Runs to the end; what goes wrong is printed, since the server goes on serving. */
  public void run() {
    try (var api = new ApiClient(server, key.map(DemoKey::text))) {
      awaitReady(api);
      var project =
          "/v1/projects/" + api.get("/v1/projects").path(0).path("metadata").path("uid").asText();
      if (load(api, project)) {
        ask(api, project);
        invite();
      }
    } catch (ServiceException e) {
      out.println("The demo ends here: " + e.messageText() + " The server keeps serving.");
    }
  }

  private void awaitReady(ApiClient api) {
    var deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (!api.isReady()) {
      if (System.nanoTime() > deadline) {
        throw new ServiceException(
            ErrorCode.SERVICE_UNAVAILABLE,
            "/q/health/ready",
            "The server was not ready within " + READY_LIMIT.toSeconds() + " s.");
      }
      rest();
    }
  }

  /** True when the table is there, loaded now or earlier. */
  private boolean load(ApiClient api, String project) {
    var unfinished = unfinishedJob(api, project);
    if (unfinished.isPresent()) {
      out.println("\nA load that an earlier demo has begun is still running.");
      return follow(api, project, unfinished.get());
    }
    var rows = api.find(project + "/tables/" + WikipediaLoad.TABLE).map(Demo::rows).orElse(0L);
    if (rows > 0) {
      out.printf("%nThe table %s is loaded: %,d rows.%n", WikipediaLoad.TABLE, rows);
      return true;
    }
    if (api.find(project + "/files/" + WikipediaLoad.FILE).isEmpty()) {
      out.println("\nUploading " + WikipediaLoad.FILE);
      api.upload(project + "/files", WikipediaLoad.FILE, WikipediaLoad.content());
    }
    out.println("Loading it into the table " + WikipediaLoad.TABLE);
    return follow(
        api, project, api.post(project + "/jobs", WikipediaLoad.job()).path("id").asText());
  }

  private static long rows(JsonNode table) {
    return table.path("totalRows").asLong();
  }

  private static Optional<String> unfinishedJob(ApiClient api, String project) {
    var jobs =
        api.get(
            project
                + "/jobs?type=batch&executionStatus=pending&executionStatus=running&targetTableName="
                + WikipediaLoad.TABLE);
    return StreamSupport.stream(jobs.path("values").spliterator(), false)
        .map(job -> job.path("id").asText())
        .findFirst();
  }

  private boolean follow(ApiClient api, String project, String id) {
    var job = project + "/jobs/" + id;
    var state = state(api, job);
    while (!FINAL_STATES.contains(state)) {
      bar.show(progress(api, job));
      rest();
      state = state(api, job);
    }
    bar.finish(state.equals("completed") ? 1 : progress(api, job));
    if (state.equals("completed")) {
      return true;
    }
    out.println("The job " + id + " has " + state + ":");
    for (var entry : api.get(job + "/logs").path("logs")) {
      out.println("  " + entry.path("message").asText());
    }
    out.println("The server keeps serving.");
    return false;
  }

  private static String state(ApiClient api, String job) {
    return api.get(job + "/status").path("executionStatus").asText();
  }

  private static double progress(ApiClient api, String job) {
    return api.get(job + "/progress").path("overallProgress").asDouble();
  }

  private void ask(ApiClient api, String project) {
    for (var question : QUESTIONS) {
      var body = JsonNodeFactory.instance.objectNode();
      body.put("query", question).put("resultFormat", "array").put("header", true);
      var answer = api.post(project + "/query/sql", body);
      out.println();
      out.println(question);
      out.println();
      out.print(TextTable.of(answer));
    }
  }

  private void invite() {
    out.printf(
        """

        Try it yourself:
          curl -s%2$s %1$s/v1/projects
          curl -s%2$s %1$s/v1/projects/default/tables/wikipedia
          curl -s%2$s %1$s/v1/projects/default/jobs
          curl -s%2$s %1$s/v1/projects/default/query/sql -H 'Content-Type: application/json' \\
            -d '{"query": "SELECT page, COUNT(*) AS edits FROM wikipedia GROUP BY 1 ORDER BY 2 DESC LIMIT 3"}'
        The API is described at %1$s/q/openapi; Ctrl-C stops the server.
        """,
        server, key.map(each -> " -u \"" + each.inShell() + ":\"").orElse(""));
    out.flush();
  }

  private void rest() {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(ErrorCode.CANCELED, "demo", "The demo was interrupted.", e);
    }
  }
}
