package dev.lodestar.api;

import static dev.lodestar.api.Api.CONNECTIONS;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ConnectionsResourceTest {
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n";

  private static ValidatableResponse post(String body) {
    return given().contentType(ContentType.JSON).body(body).post(CONNECTIONS).then();
  }

  private static ValidatableResponse patch(String name, String body) {
    return given().contentType(ContentType.JSON).body(body).patch(CONNECTIONS + "/" + name).then();
  }

  private static ValidatableResponse get(String name) {
    return given().get(CONNECTIONS + "/" + name).then();
  }

  /** A body with these members besides its type and a new name. */
  private static String body(String type, String name, String members) {
    return "{\"type\": \"%s\", \"name\": \"%s\"%s}"
        .formatted(type, name, members.isEmpty() ? "" : ", " + members);
  }

  private static String kafka(String name) {
    return body(
        "kafka",
        name,
        """
        "bootstrapServers": "kafka-1.example.org:9092,kafka-2.example.org:9092",
        "topicName": "orders", "description": "orders topic",
        "secrets": {"type": "sasl_scram", "mechanism": "SCRAM-SHA-512", "username": "alice", "password": "s3cr3t"}""");
  }

  @Test
  void createsListsAndDeletes() {
    String name = unique("orders-kafka");

    post(kafka(name))
        .statusCode(201)
        .header("Location", endsWith(CONNECTIONS + "/" + name))
        .body("name", equalTo(name))
        .body("type", equalTo("kafka"))
        .body("description", equalTo("orders topic"))
        .body("topicName", equalTo("orders"))
        .body("topicNameIsPattern", equalTo(false))
        .body(
            "secrets",
            equalTo(
                Map.of("type", "sasl_scram", "mechanism", "SCRAM-SHA-512", "username", "alice")))
        .body("submittedByUser.username", notNullValue())
        .body("modifiedByUser.userId", notNullValue())
        .body("submittedOnTimestamp", endsWith("Z"))
        .body("$", not(hasKey("ssl")))
        .body("$", not(hasKey("endpointUrl")));

    JsonPath made = get(name).statusCode(200).extract().jsonPath();
    assertThat(made.getString("modifiedOnTimestamp"))
        .isEqualTo(made.getString("submittedOnTimestamp"));
    post(kafka(name)).statusCode(409).body("code", equalTo("StateConflict"));
    given().get("/v2/connections").then().statusCode(200).body("values.name", hasItem(name));
    given().delete(CONNECTIONS + "/" + name).then().statusCode(200).body("$", equalTo(Map.of()));
    get(name).statusCode(404).body("code", equalTo("ObjectNotFound"));
    given().delete(CONNECTIONS + "/" + name).then().statusCode(404);
    patch(name, "{\"type\": \"kafka\"}").statusCode(404);
    given().get(CONNECTIONS).then().statusCode(200).body("values.name", not(hasItem(name)));
  }

  @Test
  void listsByName() {
    String stem = unique("sorted");
    for (String end : List.of("c", "a", "b")) {
      post(body("push_streaming", stem + "-" + end, "")).statusCode(201);
    }

    List<String> names = Api.get(CONNECTIONS).getList("values.name", String.class);

    assertThat(names.stream().filter(name -> name.startsWith(stem)))
        .containsExactly(stem + "-a", stem + "-b", stem + "-c");
  }

  @Test
  void answersUnderTheOlderMount() {
    String name = unique("older");

    given()
        .contentType("application/json; charset=UTF-8")
        .body(body("push_streaming", name, ""))
        .post("/v2/connections")
        .then()
        .statusCode(201)
        .header("Location", endsWith("/v2/connections/" + name));

    given().get("/v2/connections/" + name).then().statusCode(200);
    given().get("/v2/connectionsMeta").then().statusCode(200).body("externalId", notNullValue());
    given().delete("/v2/connections/" + name).then().statusCode(200);
  }

  @Test
  void saysWhereToPushEvents() {
    String name = unique("web-events");
    String projectId = Api.get("/v1/projects/default").getString("metadata.uid");

    post(body("push_streaming", name, ""))
        .statusCode(201)
        .body(
            "endpointUrl",
            matchesPattern(
                "http://[^/]+:%d/v1/projects/%s/events/%s"
                    .formatted(RestAssured.port, projectId, name)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "azure|\"storageAccount\": \"acct\", \"container\": \"in\", \"prefix\": \"a/\", \"secrets\": {\"type\": \"sas_token\", \"sasToken\": \"?sv=x\"}",
        "azure|\"storageAccount\": \"acct\", \"container\": \"in\", \"secrets\": {\"type\": \"access_key\", \"accessKeySecret\": \"a2V5\"}",
        "confluent|\"bootstrapServers\": \"a:1\", \"topicName\": \"t\", \"secrets\": {\"type\": \"confluent\", \"key\": \"k\", \"secret\": \"s\"}",
        "confluent|\"bootstrapServers\": \"a:1\", \"topicName\": \"t[0-9]*\", \"topicNameIsPattern\": true, \"secrets\": {\"type\": \"sasl_plain\", \"username\": \"k\", \"password\": \"s\"}",
        "confluent_schema_registry|\"urls\": [\"https://sr.example.org\"], \"secrets\": {\"type\": \"basic\", \"username\": \"k\", \"password\": \"s\"}",
        "kafka|\"bootstrapServers\": \"[::1]:9092\", \"topicName\": \"t\", \"clientRack\": \"use1-az1\", \"secrets\": {\"type\": \"aws_iam\", \"awsAssumedRoleArn\": \"arn:aws:iam::123456789012:role/r\"}",
        "kinesis|\"awsEndpoint\": \"kinesis.us-east-2.amazonaws.com\", \"awsAssumedRoleArn\": \"arn:aws:iam::123456789012:role/polaris-read\", \"stream\": \"clicks\"",
        "s3|\"awsEndpoint\": \"s3.us-east-2.amazonaws.com\", \"bucket\": \"archive\", \"prefix\": \"2026/\", \"secrets\": {\"type\": \"access_key\", \"accessKeyId\": \"AKIAEXAMPLE\", \"accessKeySecret\": \"abc\"}",
        "s3|\"awsEndpoint\": \"http://localhost:9000\", \"bucket\": \"archive\", \"awsAssumedRoleArn\": \"arn:aws:iam::123456789012:role/r\"",
      })
  void takesEveryKind(String type, String members) {
    String name = unique(type);

    Map<String, Object> made =
        post(body(type, name, members)).statusCode(201).extract().jsonPath().getMap("$");

    assertThat(get(name).extract().jsonPath().getMap("$")).isEqualTo(made);
    assertThat(made).containsEntry("type", type);
    // What was answered can be sent again.
    given()
        .contentType("application/merge-patch+json")
        .body(made)
        .patch(CONNECTIONS + "/" + name)
        .then()
        .statusCode(200)
        .header("Location", endsWith(CONNECTIONS + "/" + name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name",
        "{\"name\": \"n\"}|type",
        "{\"name\": \"n\", \"type\": \"msk\"}|type",
        "{\"name\": \"n\", \"type\": \"sql\"}|type",
        "{\"name\": \"a b\", \"type\": \"push_streaming\"}|name",
        "{\"name\": \"\", \"type\": \"push_streaming\"}|name",
        "{\"name\": 7, \"type\": \"push_streaming\"}|name",
        "{\"name\": \"é\", \"type\": \"push_streaming\"}|name",
        "{\"name\": \"n\", \"type\": \"push_streaming\", \"description\": [1]}|description",
        "{\"name\": \"n\", \"type\": \"kinesis\", \"awsEndpoint\": \"k\", \"stream\": \"s\", \"awsAssumedRoleArn\": \"me\"}|awsAssumedRoleArn",
        "{\"name\": \"n\", \"type\": \"s3\", \"awsEndpoint\": \"s3.example.org\", \"bucket\": \"b\"}|secrets",
        "{\"name\": \"n\", \"type\": \"s3\", \"awsEndpoint\": \"http://u:p@h\", \"bucket\": \"b\", \"awsAssumedRoleArn\": \"arn:aws:iam::1:role/r\"}|awsEndpoint",
        "{\"name\": \"n\", \"type\": \"confluent_schema_registry\", \"urls\": [], \"secrets\": {\"type\": \"basic\", \"username\": \"k\", \"password\": \"s\"}}|urls",
        "{\"name\": \"n\", \"type\": \"confluent_schema_registry\", \"urls\": [\"ftp://x\"], \"secrets\": {\"type\": \"basic\", \"username\": \"k\", \"password\": \"s\"}}|urls[0]",
      })
  void refusesWhatIsWrong(String body, String target) {
    post(body).statusCode(400).body("code", equalTo("BadArgument")).body("target", equalTo(target));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka|\"x\"|secrets",
        "kafka|{}|secrets.type",
        "kafka|{\"type\": \"access_key\", \"accessKeySecret\": \"x\"}|secrets.type",
        "kafka|{\"type\": \"nope\"}|secrets.type",
        "kafka|{\"type\": \"sasl_plain\", \"username\": \"u\"}|secrets.password",
        "kafka|{\"type\": \"sasl_plain\", \"username\": \"u\", \"password\": 7}|secrets.password",
        "kafka|{\"type\": \"sasl_scram\", \"mechanism\": \"MD5\", \"username\": \"u\", \"password\": \"p\"}|secrets.mechanism",
        "kafka|{\"type\": \"aws_iam\"}|secrets.awsAssumedRoleArn",
        "confluent|{\"type\": \"sasl_scram\", \"mechanism\": \"SCRAM-SHA-256\", \"username\": \"u\", \"password\": \"p\"}|secrets.type",
      })
  void refusesSecretsThatDoNotFit(String type, String secrets, String target) {
    post(body(
            type,
            unique("wrong"),
            "\"bootstrapServers\": \"a:1\", \"topicName\": \"t\", \"secrets\": " + secrets))
        .statusCode(400)
        .body("target", equalTo(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a:", "a:0", "a:65536", "a:1,", ",", "a:1 b:2", "http://a:1", "u@a:1", ""})
  void refusesBrokersThatAreNoAddresses(String brokers) {
    post(kafka(unique("wrong"))
            .replace("kafka-1.example.org:9092,kafka-2.example.org:9092", brokers))
        .statusCode(400)
        .body("target", equalTo("bootstrapServers"));
  }

  @Test
  void namesAllThatIsWrongAtOnce() {
    post("""
            {"type": "kafka", "name": "a/b", "bootstrapServers": "nowhere", "topicName": "[",
             "topicNameIsPattern": true, "ssl": {"keystore": {"type": "jks", "certificates": "x"}},
             "secrets": {"type": "basic", "username": "u", "password": "p"}}
            """)
        .statusCode(400)
        .body("target", equalTo("name"))
        .body(
            "details.target",
            hasItems(
                "name",
                "bootstrapServers",
                "topicName",
                "ssl.keystore.type",
                "ssl.keystore.certificates",
                "ssl.keystore.key",
                "secrets.type"));
  }

  @Test
  void needsCredentialsForKafkaUnlessTheServerAllowsNone() {
    post(body("kafka", unique("plain"), "\"bootstrapServers\": \"a:1\", \"topicName\": \"t\""))
        .statusCode(400)
        .body("target", equalTo("secrets"))
        .body("message", containsString("sasl_scram"));
  }

  @Test
  void changesOnlyWhatAnUpdateHas() {
    String name = unique("orders");
    post(kafka(name)).statusCode(201);

    patch(
            name,
            """
            {"type": "kafka", "name": "ignored", "description": null, "topicName": "orders.*",
             "topicNameIsPattern": true, "clientRack": "r1",
             "secrets": {"type": "sasl_scram", "password": "n3w"}}
            """)
        .statusCode(200)
        .body("name", equalTo(name))
        .body("$", not(hasKey("description")))
        .body("topicName", equalTo("orders.*"))
        .body("clientRack", equalTo("r1"))
        .body("bootstrapServers", containsString("kafka-2.example.org"))
        .body("secrets.mechanism", equalTo("SCRAM-SHA-512"))
        .body("secrets.username", equalTo("alice"));

    patch(name, "{\"type\": \"kafka\", \"clientRack\": null}")
        .statusCode(200)
        .body("$", not(hasKey("clientRack")));
  }

  @Test
  void replacesSecretsOfAnotherType() {
    String name = unique("orders");
    post(kafka(name)).statusCode(201);

    patch(
            name,
            "{\"type\": \"kafka\", \"secrets\": {\"type\": \"sasl_plain\", \"username\": \"bob\"}}")
        .statusCode(400)
        .body("target", equalTo("secrets.password"));
    patch(
            name,
            "{\"type\": \"kafka\", \"secrets\": {\"type\": \"sasl_plain\", \"username\": \"bob\", \"password\": \"p\"}}")
        .statusCode(200)
        .body("secrets", equalTo(Map.of("type", "sasl_plain", "username", "bob")));
  }

  @Test
  void refusesUpdatesThatWouldBreakAConnection() {
    String name = unique("orders");
    post(kafka(name)).statusCode(201);

    patch(name, "{\"description\": \"x\"}").statusCode(400).body("target", equalTo("type"));
    patch(name, "{\"type\": \"s3\"}").statusCode(400).body("target", equalTo("type"));
    patch(name, "{\"type\": \"kafka\", \"topicName\": null}")
        .statusCode(400)
        .body("target", equalTo("topicName"));
    patch(name, "{\"type\": \"kafka\", \"secrets\": null}")
        .statusCode(400)
        .body("target", equalTo("secrets"));
    patch(name, "{\"type\": \"kafka\", \"secrets\": {\"username\": \"bob\"}}")
        .statusCode(400)
        .body("target", equalTo("secrets.type"));
    patch(
            name,
            "{\"type\": \"kafka\", \"secrets\": {\"type\": \"sasl_scram\", \"password\": null}}")
        .statusCode(400)
        .body("target", equalTo("secrets.password"));
    patch(name, "[]").statusCode(400);
    given()
        .contentType("text/plain")
        .body("{}")
        .patch(CONNECTIONS + "/" + name)
        .then()
        .statusCode(415);
    get(name).statusCode(200).body("topicName", equalTo("orders"));
  }

  @Test
  void keepsAKeystoreThatAnUpdateDoesNotName() {
    String name = unique("mtls");
    String stores =
        "\"bootstrapServers\": \"a:1\", \"topicName\": \"t\", \"ssl\": {\"truststore\": {\"type\": \"pem\", \"certificates\": \"%s\"}, \"keystore\": {\"type\": \"pem\", \"certificates\": \"%s\", \"key\": \"%s\"}}"
            .formatted(PEM, PEM, PEM);

    post(body("kafka", name, stores))
        .statusCode(201)
        .body("ssl.truststore.certificates", containsString("BEGIN CERTIFICATE"))
        .body("ssl", not(hasKey("keystore")));

    // Without a keystore, and without secrets, it would be refused.
    patch(name, "{\"type\": \"kafka\", \"ssl\": {\"truststore\": null}}")
        .statusCode(200)
        .body("ssl", equalTo(Map.of()));
    patch(
            name,
            "{\"type\": \"kafka\", \"ssl\": {\"keystore\": {\"type\": \"pem\", \"certificates\": \"%s\"}}}"
                .formatted(PEM))
        .statusCode(400)
        .body("target", equalTo("ssl.keystore.key"));
    patch(name, "{\"type\": \"kafka\", \"ssl\": {\"keystore\": null}}")
        .statusCode(400)
        .body("target", equalTo("secrets"));
    patch(name, "{\"type\": \"kafka\", \"ssl\": null}").statusCode(400);
  }

  @Test
  void makesANameOnceWhenManyAskForIt() {
    String name = unique("race");

    List<Integer> statuses =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> post(body("push_streaming", name, "")).extract().statusCode())
            .toList();

    assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
  }

  @Test
  void ignoresMembersThatAConnectionDoesNotHave() {
    String name = unique("extra");

    post(body("push_streaming", name, "\"bucket\": 7, \"endpointUrl\": \"x\", \"nope\": {}"))
        .statusCode(201)
        .body("$", not(hasKey("bucket")));
  }
}
