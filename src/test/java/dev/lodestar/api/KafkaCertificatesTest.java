package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.testing.KafkaBroker;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A job whose brokers know it by its certificate, and which says in which rack it is. */
@QuarkusTest
class KafkaCertificatesTest {
  private static final KafkaBroker BROKER = KafkaBroker.get();

  private final String topic = unique("certified");
  private final String table = unique("certified");

  private String connection() {
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "type",
                "kafka",
                "name",
                topic,
                "bootstrapServers",
                BROKER.mutualTls(),
                "topicName",
                topic,
                "clientRack",
                "rack-a",
                "ssl",
                Map.of(
                    "truststore",
                    Map.of("type", "pem", "certificates", BROKER.authority()),
                    "keystore",
                    Map.of(
                        "type", "pem",
                        "certificates", BROKER.clientCertificate(),
                        "key", BROKER.clientKey()))))
        .post(Api.CONNECTIONS)
        .then()
        .statusCode(201);
    return topic;
  }

  private void send(int from, int to) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", BROKER.plaintext()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int n = from; n < to; n++) {
        var unused = producer.send(new ProducerRecord<>(topic, n % 2, null, Streams.event(n)));
      }
    }
  }

  @Test
  void readsWithMutualTlsAndARackAlsoAfterAResume() {
    BROKER.createTopics(2, List.of(topic));
    send(0, 20);
    String job = accepted(Streams.numbers(table, connection()));
    Streams.awaitCount(table, 20);
    Streams.want(job, "suspended").then().statusCode(200);
    Streams.awaitStatus(job, "suspended");
    send(20, 30);
    Streams.want(job, "running").then().statusCode(200);
    Streams.awaitCount(table, 30);
    Streams.cancel(job);

    assertThat(rows("SELECT COUNT(DISTINCT \"n\"), MAX(\"n\") FROM \"%s\"".formatted(table)))
        .hasToString("[[30, 29]]");
  }
}
