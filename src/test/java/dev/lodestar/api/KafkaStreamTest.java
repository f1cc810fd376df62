package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Streams.awaitCount;
import static dev.lodestar.api.Streams.awaitStatus;
import static dev.lodestar.api.Streams.cancel;
import static dev.lodestar.api.Streams.event;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lodestar.testing.KafkaBroker;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Streaming jobs that read a real broker, with TLS and credentials. */
@QuarkusTest
class KafkaStreamTest {
  private static final KafkaBroker BROKER = KafkaBroker.get();

  private final String topic = unique("numbers");
  private final String table = unique("kafka");

  private static KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", BROKER.plaintext()),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void send(String topic, int partition, int from, int to) {
    try (KafkaProducer<String, String> producer = producer()) {
      for (int n = from; n < to; n++) {
        var unused = producer.send(new ProducerRecord<>(topic, partition, "key-" + n, event(n)));
      }
    }
  }

  private static String connection(String topic, boolean isPattern) {
    String name = unique("kafka");
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "type",
                "kafka",
                "name",
                name,
                "bootstrapServers",
                BROKER.sasl(),
                "topicName",
                topic,
                "topicNameIsPattern",
                isPattern,
                "ssl",
                Map.of("truststore", Map.of("type", "pem", "certificates", BROKER.authority())),
                "secrets",
                Map.of(
                    "type", "sasl_plain",
                    "username", KafkaBroker.PLAIN_USER,
                    "password", KafkaBroker.PLAIN_PASSWORD)))
        .post(Api.CONNECTIONS)
        .then()
        .statusCode(201);
    return name;
  }

  @Test
  void readsAllPartitionsAlsoThoseThatAreAddedWhileItRuns()
      throws ExecutionException, InterruptedException {
    BROKER.createTopics(2, List.of(topic));
    send(topic, 0, 0, 50);
    send(topic, 1, 50, 100);
    String job = accepted(Streams.numbers(table, connection(topic, false)));
    awaitCount(table, 100);

    try (Admin admin = BROKER.admin()) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get();
    }
    send(topic, 2, 100, 130);
    send(topic, 0, 130, 140);

    awaitCount(table, 140);
    cancel(job);
    assertThat(rows("SELECT COUNT(DISTINCT \"n\"), MAX(\"n\") FROM \"%s\"".formatted(table)))
        .hasToString("[[140, 139]]");
  }

  @Test
  void jobsGoOnAtTheirCheckpointsAndLatestIsTheEndWhenTheJobStarted() {
    BROKER.createTopics(1, List.of(topic));
    send(topic, 0, 0, 10);
    String connection = connection(topic, false);
    String first = accepted(Streams.numbers(table, connection).with("readFromPoint", "latest"));
    awaitStatus(first, "running");
    send(topic, 0, 10, 15);
    awaitCount(table, 5);
    cancel(first);
    send(topic, 0, 15, 20);

    String second =
        accepted(Streams.numbers(table, connection(topic, false)).with("readFromPoint", "latest"));

    awaitCount(table, 10);
    cancel(second);
  }

  @Test
  void topicsOfAPatternWithWhatKafkaKnowsOfRecords() {
    BROKER.createTopics(1, List.of(topic + "-a1", topic + "-a22", topic + "-b1"));
    try (KafkaProducer<String, String> producer = producer()) {
      for (String suffix : List.of("-a1", "-a22", "-b1")) {
        ProducerRecord<String, String> record =
            new ProducerRecord<>(topic + suffix, 0, 1_767_000_000_000L, "k" + suffix, "{\"n\": 1}");
        record.headers().add(new RecordHeader("env", "test".getBytes(StandardCharsets.UTF_8)));
        var unused = producer.send(record);
      }
    }

    String job =
        accepted(
            Streams.job(table, connection(topic + "-a[0-9]*", true))
                .column("n", "long")
                .field("kafka.timestamp", "long")
                .map("__time", "MILLIS_TO_TIMESTAMP(\"kafka.timestamp\")")
                .field("kafka.topic", "string")
                .map("topic", "\"kafka.topic\"")
                .field("kafka.key", "string")
                .map("key", "\"kafka.key\"")
                .field("kafka.header.env", "string")
                .map("env", "\"kafka.header.env\"")
                .with("lateMessageRejectionPeriod", "P100Y")
                .format(
                    Map.of(
                        "format",
                        "kafka",
                        "valueFormat",
                        Map.of("format", "nd-json"),
                        "keyFormat",
                        Map.of("format", "csv", "columns", List.of("key")),
                        "headerFormat",
                        "utf-8")));

    awaitCount(table, 2);
    cancel(job);
    assertThat(
            rows(
                "SELECT \"topic\", \"key\", \"env\", \"n\" FROM \"%s\" ORDER BY \"topic\""
                    .formatted(table)))
        .hasToString("[[%s-a1, k-a1, test, 1], [%s-a22, k-a22, test, 1]]".formatted(topic, topic));
  }

  @Test
  void offsetThatIsGoneFailsTheJobUntilItIsReset() throws ExecutionException, InterruptedException {
    BROKER.createTopics(1, List.of(topic));
    String connection = connection(topic, false);
    send(topic, 0, 0, 3);
    String first = accepted(Streams.numbers(table, connection));
    awaitCount(table, 3);
    cancel(first);
    send(topic, 0, 3, 9);
    try (Admin admin = BROKER.admin()) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(5)))
          .all()
          .get();
    }

    String second = accepted(Streams.numbers(table, connection));

    awaitStatus(second, "failed");
    assertThat(Api.get(Api.JOBS + "/" + second).getString("health.message"))
        .contains("topic %s, partition 0, offset 3".formatted(topic))
        .contains("Reset");
    given().post(Api.JOBS + "/" + second + "/reset").then().statusCode(200);
    String third = accepted(Streams.numbers(table, connection));
    awaitCount(table, 7);
    cancel(third);
  }

  @Test
  void topicThatIsNotThereIsAWarningUntilItIs() {
    String job = accepted(Streams.numbers(table, connection(topic, false)));
    await()
        .atMost(Streams.PATIENCE)
        .until(
            () ->
                "lost_connection_to_source"
                    .equals(Api.get(Api.JOBS + "/" + job).getString("health.code")));

    BROKER.createTopics(1, List.of(topic));
    send(topic, 0, 0, 4);

    awaitCount(table, 4);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> "ok".equals(Api.get(Api.JOBS + "/" + job).getString("health.status")));
    cancel(job);
  }
}
