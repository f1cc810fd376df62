package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Streams.awaitCount;
import static dev.lodestar.api.Streams.awaitStatus;
import static dev.lodestar.api.Streams.cancel;
import static dev.lodestar.api.Streams.events;
import static dev.lodestar.api.Streams.numbers;
import static dev.lodestar.api.Streams.push;
import static dev.lodestar.api.Streams.pushConnection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a job says of itself while it reads, and while there is nothing to read. */
@QuarkusTest
@TestProfile(QueryCapacityTest.SmallServer.class)
class StreamProgressTest {
  private final String table = unique("progress");
  private String connection;

  @BeforeEach
  void connect() {
    connection = pushConnection();
  }

  private static List<String> progress(String job) {
    return Api.get(Api.JOBS + "/" + job + "/logs")
        .getList("logs.findAll { it.code == 'stream_progress' }.message", String.class);
  }

  @Test
  void jobIsIdleWhileThereIsNothingToReadAndWakesUp() {
    String job = accepted(numbers(table, connection));
    push(connection, events(0, 3));
    awaitCount(table, 3);

    awaitStatus(job, "idle");
    assertThat(Api.get(Api.TABLES + "/" + table).getInt("totalRows")).as("published").isEqualTo(3);
    push(connection, events(3, 5));

    awaitCount(table, 5);
    awaitStatus(job, "idle");
    assertThat(Api.get(Api.JOBS + "/" + job + "/logs").getList("logs.code", String.class))
        .containsSubsequence("job_running", "job_idle", "job_running", "job_idle");
    cancel(job);
  }

  @Test
  void logSaysWhatBecameOfRecordsAndHowFarPartitionsAreBehind() {
    String job = accepted(numbers(table, connection).with("filterExpression", "\"n\" <> 1"));
    push(
        connection,
        events(0, 4)
            + "\n{\"ts\": \"2001-01-05T10:00:00Z\", \"n\": 5}"
            + "\n{\"ts\": \"2999-01-05T10:00:00Z\", \"n\": 6}"
            + "\n{\"ts\": \"2999-01-06T10:00:00Z\", \"n\": 7}"
            + "\nthis is not JSON");
    awaitCount(table, 3);

    String rows =
        "3 rows stored; 4 records skipped by filter, of them 1 too late and 2 too early;"
            + " 1 skipped by error.";
    await()
        .atMost(Streams.PATIENCE)
        .until(
            () -> progress(job),
            now ->
                now.size() == 1
                    && now.getFirst().startsWith(rows + " Lag: push/")
                    && now.getFirst().endsWith(", partition 0: 0 records."));

    cancel(job);
    assertThat(progress(job)).hasSize(1).first().asString().startsWith(rows);
    assertThat(Api.get(Api.JOBS + "/" + job + "/logs").getString("logs[-1].code"))
        .isNotEqualTo("stream_progress");
  }
}
