package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Streams.awaitCount;
import static dev.lodestar.api.Streams.event;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.testing.AggregatedRecords;
import dev.lodestar.testing.KinesisServer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** Jobs that read records of Kinesis which a producer packed together. */
@QuarkusTest
class AggregatedKinesisTest {
  private static final String URL = KinesisServer.shared();
  private static final KinesisClient WRITER = KinesisServer.client(URL);
  private static final String BEYOND_ALL_SHARDS = "340282366920938463463374607431768211456";

  private final String stream = unique("packed");
  private final String table = unique("packed");

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
    WRITER.createStream(create -> create.streamName(stream).shardCount(1));
  }

  private void send(AggregatedRecords records) {
    send(SdkBytes.fromByteArray(records.bytes()));
  }

  private void send(SdkBytes data) {
    PutRecordsRequestEntry entry =
        PutRecordsRequestEntry.builder().partitionKey("outer").data(data).build();
    WRITER.putRecords(put -> put.streamName(stream).records(entry));
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
    return name;
  }

  @Test
  void eachPackedRecordIsARowWithItsOwnKeyAlsoAfterAResume() {
    send(new AggregatedRecords().add("a", event(0)).add("b", event(1)).add("a", event(2)));
    send(SdkBytes.fromUtf8String(event(3)));
    String job =
        accepted(
            Streams.numbers(table, connection())
                .field("kinesis.partitionKey", "string")
                .map("key", "\"kinesis.partitionKey\"")
                .format(Map.of("format", "kinesis", "valueFormat", Map.of("format", "nd-json"))));
    awaitCount(table, 4);
    Streams.want(job, "suspended").then().statusCode(200);
    Streams.awaitStatus(job, "suspended");
    send(new AggregatedRecords().add("c", event(4)).add("d", event(5)));
    Streams.want(job, "running").then().statusCode(200);
    awaitCount(table, 6);

    assertThat(rows("SELECT \"n\", \"key\" FROM \"%s\" ORDER BY 1".formatted(table)))
        .hasToString("[[0, a], [1, b], [2, a], [3, outer], [4, c], [5, d]]");
    Streams.cancel(job);
  }

  @Test
  void recordsOfOtherShardsAreLeftOutWithAllThatWerePackedWithThem() {
    send(
        new AggregatedRecords()
            .add("a", event(0))
            .add("a", Optional.of(BEYOND_ALL_SHARDS), event(1))
            .add("a", event(2)));
    send(new AggregatedRecords().add("a", event(3)).add("a", Optional.of("7"), event(4)));
    String job = accepted(Streams.numbers(table, connection()));
    awaitCount(table, 2);

    assertThat(rows("SELECT \"n\" FROM \"%s\" ORDER BY 1".formatted(table)))
        .isEqualTo(List.of(List.of(3), List.of(4)));
    Streams.cancel(job);
  }

  @Test
  void anUnreadableRecordIsNamedByItsPlaceAmongThoseItWasPackedWith() {
    send(new AggregatedRecords().add("a", event(0)).add("b", "{\"n\": broken").add("c", event(2)));
    send(new AggregatedRecords());
    String job = accepted(Streams.numbers(table, connection()));
    awaitCount(table, 2);
    Streams.cancel(job);

    assertThat(Api.logMessages(job))
        .anySatisfy(
            text -> assertThat(text).contains("sequence number").contains("record 2 of it"));
    assertThat(Api.totals(job)).containsEntry("numRowsSkippedByError", 1);
  }
}
