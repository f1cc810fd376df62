package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Streams.awaitCount;
import static dev.lodestar.api.Streams.cancel;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TimestampProto;
import dev.lodestar.testing.KafkaBroker;
import dev.lodestar.testing.SchemaRegistryServer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of Avro and Protobuf: a real broker, and a registry with the documented protocol. */
@QuarkusTest
class BinaryStreamTest {
  private static final KafkaBroker BROKER = KafkaBroker.get();
  private static final SchemaRegistryServer REGISTRY = new SchemaRegistryServer();
  private final long now = Instant.now().toEpochMilli();

  private static final String SALE =
      """
      {"type": "record", "name": "sale", "fields": [
        {"name": "ts", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "n", "type": "long"}%s]}""";

  private final String topic = unique("binary");
  private final String table = unique("binary");

  @BeforeEach
  void makeTopic() {
    BROKER.createTopics(1, List.of(topic));
  }

  @AfterAll
  static void closeRegistry() {
    REGISTRY.close();
  }

  private static String connection(Map<String, ?> members) {
    given()
        .contentType("application/json")
        .body(members)
        .post(Api.CONNECTIONS)
        .then()
        .statusCode(201);
    return members.get("name").toString();
  }

  private String kafka() {
    return connection(
        Map.of(
            "type",
            "kafka",
            "name",
            unique("kafka"),
            "bootstrapServers",
            BROKER.sasl(),
            "topicName",
            topic,
            "ssl",
            Map.of("truststore", Map.of("type", "pem", "certificates", BROKER.authority())),
            "secrets",
            Map.of(
                "type", "sasl_plain",
                "username", KafkaBroker.PLAIN_USER,
                "password", KafkaBroker.PLAIN_PASSWORD)));
  }

  private static Map<String, ?> registered(String format) {
    String name =
        connection(
            Map.of(
                "type",
                "confluent_schema_registry",
                "name",
                unique("registry"),
                "urls",
                List.of(REGISTRY.url()),
                "secrets",
                Map.of(
                    "type", "basic",
                    "username", SchemaRegistryServer.USER,
                    "password", SchemaRegistryServer.PASSWORD)));
    return Map.of(
        "format",
        format,
        "parseSchemaProvider",
        Map.of("type", "connection", "connectionName", name));
  }

  private void send(byte[] key, byte[]... values) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", BROKER.plaintext()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] value : values) {
        var unused = producer.send(new ProducerRecord<>(topic, 0, key, value));
      }
    }
  }

  /** With the header of a registry. */
  private static byte[] of(int schema, byte[]... parts) {
    return joined(ByteBuffer.allocate(5).put((byte) 0).putInt(schema).array(), joined(parts));
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(1_000);
    for (byte[] part : parts) {
      all.put(part);
    }
    byte[] bytes = new byte[all.position()];
    all.flip().get(bytes);
    return bytes;
  }

  /** Seven bits a byte, the lowest first. */
  private static byte[] varint(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(10);
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes.put((byte) (left | 0x80));
      left >>>= 7;
    }
    bytes.put((byte) left);
    byte[] used = new byte[bytes.position()];
    bytes.flip().get(used);
    return used;
  }

  private static byte[] avroLong(long value) {
    return varint((value << 1) ^ (value >> 63));
  }

  private static byte[] avroText(String text) {
    return joined(avroLong(text.length()), text.getBytes(StandardCharsets.US_ASCII));
  }

  private JobRequest job(Map<String, ?> format) {
    return Streams.job(table, kafka())
        .field("ts", "long")
        .map("__time", "MILLIS_TO_TIMESTAMP(\"ts\")")
        .column("n", "long")
        .format(format);
  }

  private static JsonPath totals(String job) {
    return Api.get(Api.JOBS + "/" + job + "/metrics");
  }

  @Test
  void recordsWithSchemasThatChangeAndWithoutOneAreTheRowsThatTheyAre() {
    REGISTRY.registerAvro(11, SALE.formatted(""));
    REGISTRY.registerAvro(
        12,
        SALE.formatted(
            ", {\"name\": \"shop\", \"type\": [\"null\", \"shop\"]}, {\"name\": \"hidden\", \"type\": \"int\"}"),
        "shop");
    REGISTRY.register(
        13,
        "shop",
        "AVRO",
        "{\"type\": \"record\", \"name\": \"shop\", \"fields\": [{\"name\": \"city\", \"type\": \"string\"}]}",
        "");
    REGISTRY.registerAvro(14, "\"string\"");
    byte[] newer = joined(avroLong(now), avroLong(2), avroLong(1), avroText("Ulm"), avroLong(7));
    Map<String, ?> avro = registered("avro_stream");
    String job =
        accepted(
            job(Map.of("format", "kafka", "valueFormat", avro, "keyFormat", avro))
                .field("kafka.key", "string")
                .map("k", "\"kafka.key\"")
                .with("useSchemaDiscovery", true)
                .with(
                    "dimensionExclusions",
                    List.of("ts", "hidden", "kafka.key", "kafka.timestamp")));

    send(
        of(14, avroText("key")),
        of(11, avroLong(now), avroLong(1)),
        of(12, newer),
        of(99, avroLong(now), avroLong(3)),
        of(11, avroLong(now)),
        "{\"ts\": 1, \"n\": 4}".getBytes(StandardCharsets.UTF_8));

    awaitCount(table, 2);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> totals(job).getInt("totals.numRowsSkippedByError") == 3);
    assertThat(
            rows(
                "SELECT \"n\", JSON_VALUE(\"shop\", '$.city'), \"k\", \"kafka.topic\" FROM \"%s\" ORDER BY \"n\""
                    .formatted(table)))
        .hasToString("[[1, null, key, %s], [2, Ulm, key, %s]]".formatted(topic, topic));
    cancel(job);
    assertThat(Api.get(Api.JOBS + "/" + job + "/logs").getString("logs.message"))
        .contains("offset 2: has the schema 99, which its registry does not have.")
        .contains("offset 3: is not valid Avro of its schema.")
        .contains("offset 4: does not begin with a zero and the id of a schema");
    assertThat(Api.get(Api.TABLES + "/" + table).getList("queryableSchema.name"))
        .containsExactlyInAnyOrder("__time", "n", "k", "shop", "kafka.topic");
  }

  @Test
  void registryThatIsAwayIsALostSourceAndCostsNoRow() {
    REGISTRY.registerAvro(21, SALE.formatted(""));
    Map<String, ?> format = registered("avro_stream");
    String job = accepted(job(format));
    send(null, of(21, avroLong(now), avroLong(1)));
    awaitCount(table, 1);
    String registry =
        ((Map<?, ?>) format.get("parseSchemaProvider")).get("connectionName").toString();
    given().delete(Api.CONNECTIONS + "/" + registry).then().statusCode(400);

    REGISTRY.registerAvro(22, SALE.formatted(", {\"name\": \"x\", \"type\": \"null\"}"));
    REGISTRY.setAway(true);
    try {
      send(
          null,
          of(21, avroLong(now), avroLong(2)),
          of(22, avroLong(now), avroLong(3)),
          of(21, avroLong(now), avroLong(4)));
      awaitCount(table, 2);
      await()
          .atMost(Streams.PATIENCE)
          .until(
              () ->
                  "lost_connection_to_source"
                      .equals(Api.get(Api.JOBS + "/" + job).getString("health.code")));
      assertThat(Streams.status(job)).isEqualTo("running");
    } finally {
      REGISTRY.setAway(false);
    }

    awaitCount(table, 4);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> "ok".equals(Api.get(Api.JOBS + "/" + job).getString("health.status")));
    assertThat(totals(job).getInt("totals.numRowsProcessed")).isEqualTo(4);
    cancel(job);
    assertThat(rows("SELECT SUM(\"n\"), COUNT(*) FROM \"%s\"".formatted(table)))
        .hasToString("[[10, 4]]");
  }

  @Test
  void bareAvroHasTheSchemaOfTheJob() {
    String job =
        accepted(
            job(
                Map.of(
                    "format",
                    "avro_stream",
                    "parseSchemaProvider",
                    Map.of(
                        "type",
                        "inline-avro",
                        "schema",
                        JsonPath.from(SALE.formatted("")).getMap("$")))));

    send(null, joined(avroLong(now), avroLong(-5)), joined(avroLong(now), avroLong(16)));

    awaitCount(table, 2);
    assertThat(Api.get(Api.JOBS + "/" + job).getMap("source.formatSettings"))
        .containsOnlyKeys("format", "parseSchemaProvider", "binaryAsString", "extractUnionsByType");
    cancel(job);
    assertThat(rows("SELECT SUM(\"n\") FROM \"%s\"".formatted(table))).hasToString("[[11]]");
  }

  /** A file with the type of a file that it imports. */
  private static void registerTexts() {
    REGISTRY.register(
        31,
        "sales-value",
        "PROTOBUF",
        """
        syntax = "proto3";
        package sales;
        import "shop.proto";
        import "google/protobuf/timestamp.proto";
        message Envelope {
          message Sale {
            google.protobuf.Timestamp at = 1;
            int64 n = 2;
            Shop shop = 3;
          }
        }
        """,
        "",
        "shop.proto");
    REGISTRY.register(
        32,
        "shop.proto",
        "PROTOBUF",
        "syntax = \"proto3\"; package sales; message Shop { string city = 1; }",
        "");
  }

  @Test
  void messagesOfARegistryThatGivesTexts() {
    REGISTRY.setStatusOfFormats(501);
    try {
      registerTexts();
      byte[] time = joined(new byte[] {8}, varint(now / 1_000));
      byte[] city = {10, 3, 'U', 'l', 'm'};
      String job =
          accepted(
              Streams.job(table, kafka())
                  .field("at", "string")
                  .map("__time", "TIME_PARSE(\"at\")")
                  .column("n", "long")
                  .column("shop", "json")
                  .format(registered("protobuf")));

      send(
          null,
          of(
              31,
              // The first message within the first one.
              new byte[] {4, 0, 0},
              new byte[] {10, (byte) time.length},
              time,
              new byte[] {26, (byte) city.length},
              city));

      awaitCount(table, 1);
      cancel(job);
      assertThat(
              rows(
                  "SELECT TIMESTAMP_TO_MILLIS(\"__time\"), \"n\", JSON_VALUE(\"shop\", '$.city') FROM \"%s\""
                      .formatted(table)))
          .hasToString("[[%d, 0, Ulm]]".formatted(now / 1_000 * 1_000));
      assertThat(REGISTRY.paths())
          .contains("/schemas/ids/31?format=serialized", "/subjects/shop.proto/versions/1");
    } finally {
      REGISTRY.setStatusOfFormats(200);
    }
  }

  @Test
  void bareMessagesHaveTheTypeOfTheJob() {
    String job =
        accepted(
            job(
                Map.of(
                    "format",
                    "protobuf",
                    "parseSchemaProvider",
                    Map.of(
                        "type",
                        "inline-protobuf",
                        "descriptor",
                        descriptor(),
                        "protoMessageType",
                        "Sale"))));

    send(
        null,
        joined(new byte[] {8}, varint(now), new byte[] {16}, varint(Long.MAX_VALUE)),
        new byte[] {8});

    awaitCount(table, 1);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> totals(job).getInt("totals.numRowsSkippedByError") == 1);
    cancel(job);
    assertThat(rows("SELECT \"n\" FROM \"%s\"".formatted(table)))
        .hasToString("[[9223372036854775807]]");
  }

  /**
   * Of a file with the messages {@code shop.Other} and {@code shop.Sale}, and of one that it
   * imports.
   */
  private static String descriptor() {
    DescriptorProto.Builder sale = DescriptorProto.newBuilder().setName("Sale");
    for (String name : List.of("ts", "n")) {
      sale.addField(
          FieldDescriptorProto.newBuilder()
              .setName(name)
              .setNumber(sale.getFieldCount() + 1)
              .setType(FieldDescriptorProto.Type.TYPE_INT64)
              .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL));
    }
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("shop.proto")
            .setPackage("shop")
            .setSyntax("proto3")
            .addDependency("google/protobuf/timestamp.proto")
            .addMessageType(DescriptorProto.newBuilder().setName("Other"))
            .addMessageType(sale)
            .build();
    return Base64.getEncoder()
        .encodeToString(
            FileDescriptorSet.newBuilder()
                .addFile(TimestampProto.getDescriptor().toProto())
                .addFile(file)
                .build()
                .toByteArray());
  }
}
