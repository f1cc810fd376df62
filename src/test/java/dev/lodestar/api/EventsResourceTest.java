package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Streams.event;
import static dev.lodestar.api.Streams.numbers;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushing events: what is taken, what is refused, and that what is taken is read. */
@QuarkusTest
class EventsResourceTest {
  private static final int LIMIT = 1 << 20;
  private static final RestAssuredConfig NO_CHARSET =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false));

  private String connection;

  @BeforeEach
  void connect() {
    connection = Streams.pushConnection();
  }

  private static String path(String connection) {
    return Api.PROJECT + "/events/" + connection;
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "text/plain", "application/octet-stream", "text/csv", ""})
  void takesEventsOfAnyContentType(String type) {
    var request = given().config(NO_CHARSET);
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    request
        .body(event(1).getBytes(StandardCharsets.UTF_8))
        .post(path(connection))
        .then()
        .statusCode(200)
        .body(emptyString());
  }

  @Test
  void readsPackedAndPlainEventsOfAllRequestsInTheirOrder() {
    String table = unique("pushed");
    given()
        .header("Content-Encoding", "gzip")
        .body(gzip(event(1) + "\r\n" + event(2) + "\n"))
        .post(path(connection))
        .then()
        .statusCode(200);
    given().body(Api.bytes(event(3))).post("/v1/events/" + connection).then().statusCode(200);
    String job = accepted(numbers(table, connection));

    Streams.awaitCount(table, 3);

    Streams.cancel(job);
    assertThat(Api.rows("SELECT SUM(\"n\") FROM \"%s\"".formatted(table))).hasToString("[[6]]");
  }

  @Test
  void readsDelimitedText() {
    String table = unique("csv");
    Streams.push(connection, "2026-01-05T10:00:00Z,\"a \"\"b\"\"\",7\n2026-01-05T11:00:00Z,,8\n");
    String job =
        accepted(
            Streams.job(table, connection)
                .time()
                .column("name", "string")
                .column("n", "long")
                .with("lateMessageRejectionPeriod", "P100Y")
                .format(Map.of("format", "csv", "columns", java.util.List.of("ts", "name", "n"))));

    Streams.awaitCount(table, 2);

    Streams.cancel(job);
    assertThat(Api.rows("SELECT \"name\", \"n\" FROM \"%s\" ORDER BY __time".formatted(table)))
        .hasToString("[[a \"b\", 7], [null, 8]]");
  }

  @Test
  void emptyRequestIsNoEvent() {
    given().post(path(connection)).then().statusCode(200);
    given().body(Api.bytes("\n \n")).post(path(connection)).then().statusCode(200);
  }

  @Test
  void refusesUnknownConnectionsAndThoseOfOtherTypes() {
    given().body(Api.bytes(event(1))).post(path("no-such")).then().statusCode(404);
    String other = unique("kinesis");
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "type", "kinesis",
                "name", other,
                "awsEndpoint", "kinesis.us-east-2.amazonaws.com",
                "awsAssumedRoleArn", "arn:aws:iam::123456789012:role/read",
                "stream", "clicks"))
        .post(Api.CONNECTIONS)
        .then()
        .statusCode(201);

    given()
        .body(Api.bytes(event(1)))
        .post(path(other))
        .then()
        .statusCode(400)
        .body("target", equalTo(other));
  }

  @Test
  void refusesWhatIsTooLargeAsItComesOrUnpacked() {
    String line = "x".repeat(1_023) + "\n";
    given().body(Api.bytes(line.repeat(1_024))).post(path(connection)).then().statusCode(200);
    given().body(new byte[LIMIT + 1]).post(path(connection)).then().statusCode(413);
    given()
        .header("Content-Encoding", "gzip")
        .body(gzip(line.repeat(1_025)))
        .post(path(connection))
        .then()
        .statusCode(413);
  }

  @Test
  void refusesPackingThatIsBrokenOrUnknown() {
    given()
        .header("Content-Encoding", "gzip")
        .body(Api.bytes(event(1)))
        .post(path(connection))
        .then()
        .statusCode(400);
    given()
        .header("Content-Encoding", "br")
        .body(Api.bytes(event(1)))
        .post(path(connection))
        .then()
        .statusCode(415);
  }
}
