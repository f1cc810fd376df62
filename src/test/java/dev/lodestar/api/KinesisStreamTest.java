package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Streams.awaitCount;
import static dev.lodestar.api.Streams.awaitStatus;
import static dev.lodestar.api.Streams.cancel;
import static dev.lodestar.api.Streams.event;
import static dev.lodestar.api.Streams.numbers;
import static dev.lodestar.api.Streams.status;
import static dev.lodestar.api.Streams.want;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lodestar.testing.KinesisServer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** Streaming jobs that read Kinesis, at a server that speaks its protocol. */
@QuarkusTest
class KinesisStreamTest {
  private static final String URL = KinesisServer.shared();
  private static final KinesisClient WRITER = KinesisServer.client(URL);
  private static final String HALF_OF_FIRST = "85070591730234615865843651857942052864";

  private final String stream = unique("clicks");
  private final String table = unique("kinesis");

  @BeforeAll
  static void lendCredentials() {
    System.setProperty("aws.accessKeyId", "AKIASERVER");
    System.setProperty("aws.secretAccessKey", "secret");
  }

  @AfterAll
  static void forgetCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @BeforeEach
  void makeStream() {
    WRITER.createStream(create -> create.streamName(stream).shardCount(2));
  }

  private void send(int from, int to) {
    List<PutRecordsRequestEntry> records =
        IntStream.range(from, to)
            .mapToObj(
                n ->
                    PutRecordsRequestEntry.builder()
                        .partitionKey("key-" + n)
                        .data(SdkBytes.fromUtf8String(event(n)))
                        .build())
            .toList();
    WRITER.putRecords(put -> put.streamName(stream).records(records));
  }

  private static void fault(String name, Object value) {
    given().get(URL + "/fault/" + name + "?" + value).then().statusCode(200);
  }

  private String connection() {
    String name = unique("kinesis");
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "type", "kinesis",
                "name", name,
                "awsAssumedRoleArn", "arn:aws:iam::123456789012:role/reader",
                "awsEndpoint", URL,
                "stream", stream))
        .post(Api.CONNECTIONS)
        .then()
        .statusCode(201);
    given().post(Api.CONNECTIONS + "/" + name + "/test").then().statusCode(200);
    return name;
  }

  private void hasEachOnce(int count) {
    awaitCount(table, count);
    assertThat(rows("SELECT COUNT(DISTINCT \"n\"), MAX(\"n\") FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(count, count - 1)));
  }

  @Test
  void wrapperShowsThePartitionKeyAndTheArrival() {
    send(0, 3);
    accepted(
        Streams.job(table, connection())
            .column("n", "long")
            .field("kinesis.timestamp", "long")
            .map("__time", "MILLIS_TO_TIMESTAMP(\"kinesis.timestamp\")")
            .field("kinesis.partitionKey", "string")
            .map("key", "\"kinesis.partitionKey\"")
            .format(Map.of("format", "kinesis", "valueFormat", Map.of("format", "nd-json"))));

    awaitCount(table, 3);
    assertThat(
            rows(
                """
                SELECT "n", "key", "__time" > CURRENT_TIMESTAMP - INTERVAL '1' HOUR FROM "%s" ORDER BY 1"""
                    .formatted(table)))
        .hasToString("[[0, key-0, true], [1, key-1, true], [2, key-2, true]]");
  }

  @Test
  void readsAllShardsAlsoThoseThatAreMadeWhileItRuns() {
    send(0, 50);
    String job = accepted(numbers(table, connection()));
    awaitCount(table, 50);

    WRITER.splitShard(
        split ->
            split
                .streamName(stream)
                .shardToSplit("shardId-000000000000")
                .newStartingHashKey(HALF_OF_FIRST));
    send(50, 80);
    WRITER.mergeShards(
        merge ->
            merge
                .streamName(stream)
                .shardToMerge("shardId-000000000003")
                .adjacentShardToMerge("shardId-000000000001"));
    send(80, 120);

    hasEachOnce(120);
    assertThat(status(job)).isEqualTo("running");
    await()
        .atMost(Streams.PATIENCE)
        .until(
            () -> Api.get(Api.JOBS + "/" + job + "/logs").getString("logs[-1].message"),
            now ->
                now.contains("kinesis/%s, partition shardId-".formatted(stream))
                    && now.endsWith(" ms."));
    cancel(job);
    hasEachOnce(120);
    assertThat(Api.totals(job)).containsEntry("numRowsProcessed", 120);
  }

  @Test
  void jobsGoOnAtTheirCheckpointsWhateverHappensToShards() {
    send(0, 10);
    String first = accepted(numbers(table, connection()));
    awaitCount(table, 10);
    want(first, "suspended").then().statusCode(200);
    send(10, 20);
    WRITER.mergeShards(
        merge ->
            merge
                .streamName(stream)
                .shardToMerge("shardId-000000000000")
                .adjacentShardToMerge("shardId-000000000001"));
    want(first, "running").then().statusCode(200);
    awaitCount(table, 20);
    cancel(first);
    send(20, 30);

    String second = accepted(numbers(table, connection()).with("readFromPoint", "latest"));

    hasEachOnce(30);
    cancel(second);
  }

  @Test
  void latestIsTheEndWhenTheJobStarted() {
    send(0, 10);
    String job = accepted(numbers(table, connection()).with("readFromPoint", "latest"));
    awaitStatus(job, "running");
    send(10, 15);

    awaitCount(table, 5);
    cancel(job);
  }

  @Test
  void endpointThatIsLostIsAWarningUntilItIsBack() {
    String job = accepted(numbers(table, connection()));
    send(0, 5);
    awaitCount(table, 5);

    fault("away", true);
    try {
      await()
          .atMost(Streams.PATIENCE)
          .until(
              () ->
                  "lost_connection_to_source"
                      .equals(Api.get(Api.JOBS + "/" + job).getString("health.code")));
      assertThat(status(job)).isEqualTo("running");
    } finally {
      fault("away", false);
    }
    send(5, 10);

    hasEachOnce(10);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> "ok".equals(Api.get(Api.JOBS + "/" + job).getString("health.status")));
    cancel(job);
  }

  @Test
  void throttledReadsNeitherFailNorLose() {
    String job = accepted(numbers(table, connection()));
    send(0, 5);
    awaitCount(table, 5);
    fault("throttle", 15);
    send(5, 10);

    hasEachOnce(10);
    assertThat(status(job)).isEqualTo("running");
    assertThat(Api.get(Api.JOBS + "/" + job).getString("health.status")).isEqualTo("ok");
    cancel(job);
  }

  @Test
  void streamThatWasMadeAnewFailsTheJobUntilItIsReset() {
    String connection = connection();
    send(0, 3);
    String first = accepted(numbers(table, connection));
    awaitCount(table, 3);
    cancel(first);
    makeStream();
    send(3, 7);

    String second = accepted(numbers(table, connection));

    awaitStatus(second, "failed");
    assertThat(Api.get(Api.JOBS + "/" + second).getString("health.message"))
        .contains("stream " + stream)
        .contains("Reset");
    given().post(Api.JOBS + "/" + second + "/reset").then().statusCode(200);
    String third = accepted(numbers(table, connection));
    hasEachOnce(7);
    cancel(third);
  }
}
