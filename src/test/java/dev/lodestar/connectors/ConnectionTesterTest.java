package dev.lodestar.connectors;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.testing.CannedHttp;
import dev.lodestar.testing.KafkaBroker;
import dev.lodestar.testing.S3Store;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Tests of connections through the API, from their sealed secrets to real systems. */
@QuarkusTest
class ConnectionTesterTest {
  private static final String CONNECTIONS = "/v1/projects/default/connections";

  /** All that the API answered. */
  private final List<String> answers = new ArrayList<>();

  private Response create(String name, String type, Map<String, ?> members) {
    Map<String, Object> body = new HashMap<>(members);
    body.put("name", name);
    body.put("type", type);
    return heard(given().contentType(ContentType.JSON).body(body).post(CONNECTIONS));
  }

  private Response test(String name) {
    return heard(given().post(CONNECTIONS + "/" + name + "/test"));
  }

  private Response heard(Response answer) {
    answers.add(answer.headers() + answer.asString());
    return answer;
  }

  private static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static Map<String, ?> kafka(String topic, String password) {
    KafkaBroker broker = KafkaBroker.get();
    return Map.of(
        "bootstrapServers",
        broker.sasl(),
        "topicName",
        topic,
        "ssl",
        Map.of("truststore", Map.of("type", "pem", "certificates", broker.authority())),
        "secrets",
        Map.of("type", "sasl_plain", "username", KafkaBroker.PLAIN_USER, "password", password));
  }

  private static Map<String, ?> s3(String bucket, String secret) {
    return Map.of(
        "awsEndpoint",
        S3Store.get().endpoint(),
        "bucket",
        bucket,
        "secrets",
        Map.of(
            "type", "access_key", "accessKeyId", S3Store.ACCESS_KEY_ID, "accessKeySecret", secret));
  }

  @Test
  void passesForPushedEvents() {
    String name = unique("events");
    create(name, "push_streaming", Map.of()).then().statusCode(201);

    test(name).then().statusCode(200).body("$", equalTo(Map.of()));
    heard(given().contentType(ContentType.JSON).post("/v2/connections/" + name + "/test"))
        .then()
        .statusCode(200);
  }

  @Test
  void knowsNoConnectionThatIsNotThere() {
    test("nope").then().statusCode(404).body("code", equalTo("ObjectNotFound"));
  }

  @Test
  void findsOutAfterAnUpdateThatASystemCanBeRead() {
    String topic = unique("orders");
    String name = unique("kafka");
    KafkaBroker.get().createTopics(1, List.of(topic));
    create(name, "kafka", kafka(topic, "wrong")).then().statusCode(201);
    test(name)
        .then()
        .statusCode(400)
        .body("code", equalTo("BadArgument"))
        .body("target", equalTo(name))
        .body("message", containsString("refuse the credentials"))
        .body("innererror.code", equalTo("COULD_NOT_CONNECT_TO_SOURCE"));

    given()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "type",
                "kafka",
                "secrets",
                Map.of("type", "sasl_plain", "password", KafkaBroker.PLAIN_PASSWORD)))
        .patch(CONNECTIONS + "/" + name)
        .then()
        .statusCode(200);

    test(name).then().statusCode(200);
  }

  /** Collects what is logged at all levels that the server's own code has, and INFO elsewhere. */
  private static final class Ear extends Handler {
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord entry) {
      StringWriter text = new StringWriter();
      text.append(String.valueOf(entry.getMessage()));
      for (Object parameter :
          entry.getParameters() == null ? new Object[0] : entry.getParameters()) {
        text.append(' ').append(String.valueOf(parameter));
      }
      if (entry.getThrown() != null) {
        entry.getThrown().printStackTrace(new PrintWriter(text));
      }
      heard.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static Map<String, Level> levels(Map<String, Level> wanted) {
    Map<String, Level> before = new HashMap<>();
    wanted.forEach(
        (name, level) -> {
          before.put(name, Logger.getLogger(name).getLevel());
          Logger.getLogger(name).setLevel(level);
        });
    return before;
  }

  @Test
  void noSecretIsAnsweredLoggedOrStored() throws Exception {
    Ear ear = new Ear();
    Map<String, Level> before =
        levels(
            Map.of(
                "dev.lodestar", Level.ALL,
                "org.apache.kafka", Level.INFO,
                "org.apache.kafka.clients.admin", Level.INFO,
                "software.amazon", Level.INFO,
                "com.azure", Level.INFO));
    Logger.getLogger("").addHandler(ear);
    try {
      useEveryKindOfSecret();
    } finally {
      Logger.getLogger("").removeHandler(ear);
      levels(before);
    }
    // Without these the rest would show nothing.
    assertThat(ear.heard).anyMatch(text -> text.contains("does not work"));
    assertThat(ear.heard).anyMatch(text -> text.contains("AdminClientConfig values"));
    assertThat(answers).anyMatch(text -> text.contains("user-of-secrecy"));
    List<String> rows = rows();
    assertThat(rows).anyMatch(text -> text.contains("user-of-secrecy"));
    for (List<String> place : List.of(answers, List.copyOf(ear.heard), rows)) {
      assertThat(place).allSatisfy(text -> assertThat(text).doesNotContain("hush-"));
    }
  }

  private void useEveryKindOfSecret() throws Exception {
    String pem = "-----BEGIN X-----\nhush-%s\n-----END X-----\n";
    try (CannedHttp registry = new CannedHttp(request -> CannedHttp.Answer.of(401, "{}"))) {
      tried(unique("k"), "kafka", kafka("nope", "hush-sasl"));
      tried(
          unique("k"),
          "kafka",
          Map.of(
              "bootstrapServers",
              KafkaBroker.get().mutualTls(),
              "topicName",
              "nope",
              "ssl",
              Map.of(
                  "keystore",
                  Map.of(
                      "type",
                      "pem",
                      "certificates",
                      pem.formatted("certificate"),
                      "key",
                      pem.formatted("key"),
                      "keyPassword",
                      "hush-key-password"))));
      tried(
          unique("c"),
          "confluent",
          Map.of(
              "bootstrapServers", KafkaBroker.get().sasl(),
              "topicName", "nope",
              "secrets", Map.of("type", "confluent", "key", "k", "secret", "hush-confluent")));
      tried(unique("s"), "s3", s3("nope", "hush-s3"));
      tried(
          unique("r"),
          "confluent_schema_registry",
          Map.of(
              "urls",
              List.of(registry.url()),
              "secrets",
              Map.of("type", "basic", "username", "user-of-secrecy", "password", "hush-basic")));
      create(
              unique("a"),
              "azure",
              Map.of(
                  "storageAccount", "acct",
                  "container", "in",
                  "secrets", Map.of("type", "sas_token", "sasToken", "?sig=hush-sas")))
          .then()
          .statusCode(201);
    }
    // Where secrets stand where they should not, nothing repeats them.
    create("a b", "s3", s3("nope", "hush-refused")).then().statusCode(400);
    create(unique("x"), "hush-type", Map.of("secrets", "hush-text")).then().statusCode(400);
    create(unique("x"), "kafka", Map.of("secrets", Map.of("type", "hush-type")))
        .then()
        .statusCode(400);
    create(
            unique("x"),
            "s3",
            Map.of(
                "awsEndpoint", "https://u:hush-url@h",
                "bucket", "b",
                "secrets", Map.of("type", "access_key", "accessKeySecret", List.of("hush-list"))))
        .then()
        .statusCode(400);
    heard(
        given()
            .contentType(ContentType.JSON)
            .body("{\"secrets\": {\"password\": \"hush-json\", }")
            .post(CONNECTIONS));
  }

  private void tried(String name, String type, Map<String, ?> members) throws Exception {
    create(name, type, members).then().statusCode(201);
    test(name).then().statusCode(400);
    heard(given().get(CONNECTIONS + "/" + name)).then().statusCode(200);
    heard(given().get(CONNECTIONS));
    heard(
        given()
            .contentType(ContentType.JSON)
            .body(
                new ObjectMapper()
                    .writeValueAsString(Map.of("type", type, "description", "changed")))
            .patch(CONNECTIONS + "/" + name));
  }

  private static List<String> rows() throws SQLException {
    var config = ConfigProvider.getConfig();
    List<String> rows = new ArrayList<>();
    try (Connection database =
            DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getValue("quarkus.datasource.password", String.class));
        Statement statement = database.createStatement();
        ResultSet found = statement.executeQuery("select connection::text from connection")) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }

  @Test
  void listsABucketThroughTheApi() {
    String bucket = unique("archive");
    try (S3Client client = S3Store.get().client()) {
      client.createBucket(create -> create.bucket(bucket));
    }
    String name = unique("s3");
    create(name, "s3", s3(bucket, S3Store.ACCESS_KEY_SECRET)).then().statusCode(201);

    test(name).then().statusCode(200);
  }
}
