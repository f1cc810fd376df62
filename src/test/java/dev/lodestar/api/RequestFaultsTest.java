package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.fuzz.ErrorLog;
import dev.lodestar.fuzz.RawAnswer;
import dev.lodestar.fuzz.RawHttp;
import dev.lodestar.fuzz.RawRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code HttpFuzzTest} has found, each with the rule that was broken. */
@QuarkusTest
class RequestFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Disposition: attachment; name=\"file\"; filename=\"x\"",
        "Content-Disposition: form-data; name=\"file\"; filename=\"x\"\r\nContent-Transfer-Encoding: base65",
        "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''%ff%zz",
        "Content-Type: multipart/mixed; boundary=C\r\n\r\n--C"
      })
  void refusesPartsThatCannotBeRead(String headers) throws IOException {
    RawAnswer answer = upload("--B\r\n" + headers + "\r\n\r\nx\r\n--B--\r\n");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("multipart");
  }

  @Test
  void refusesPartsWithHugeHeaders() throws IOException {
    RawAnswer answer = upload("--B\r\nX-Odd: " + "x".repeat(100_000) + "\r\n\r\nx\r\n--B--\r\n");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("multipart");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "; boundary=", "; boundary=\"", "; boundary"})
  void refusesUploadsWithoutABoundary(String parameter) throws IOException {
    RawAnswer answer =
        http()
            .send(
                RawRequest.of("POST", Api.FILES).withBody("multipart/form-data" + parameter, "x"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("multipart/form-data");
  }

  /** Nothing can be read any more, so there may be no answer; but it is not the server's fault. */
  @Test
  void takesNoBrokenChunkForAFaultOfItsOwn() throws IOException {
    RawRequest request =
        RawRequest.of("POST", Api.FILES)
            .withHeader("Content-Type: multipart/form-data; boundary=B")
            .withHeader("Transfer-Encoding: chunked");
    RawRequest broken =
        new RawRequest(
            request.method(), request.target(), request.headers(), "5zz\r\n--B\r\n", true);

    try (ErrorLog log = ErrorLog.open()) {
      assertThat(http().send(broken).status()).isIn(0, 400);
      assertThat(log.lines()).isEmpty();
    }
  }

  private static RawAnswer upload(String body) throws IOException {
    return http()
        .send(RawRequest.of("POST", Api.FILES).withBody("multipart/form-data; boundary=B", body));
  }

  @ParameterizedTest
  @ValueSource(strings = {Api.SQL, Api.TABLES, Api.JOBS, Api.CONNECTIONS, Api.LOOKUPS})
  void answersMembersThatOccurTwice(String path) {
    String member =
        "\"query\": \"SELECT 1\", \"type\": \"detail\", \"context\": {}, \"name\": \"\"";

    int status =
        given()
            .contentType("application/json")
            .body("{%s, %s}".formatted(member, member))
            .post(path)
            .statusCode();

    assertThat(status).isIn(200, 400);
  }

  @Test
  void namesTheMemberThatOccursOnceMoreThanItMay() {
    String all =
        "\"query\": \"SELECT 1\", \"resultFormat\": \"array\", \"header\": false, \"typesHeader\": false,"
            + " \"sqlTypesHeader\": false, \"parameters\": [], \"context\": {}";

    given()
        .contentType("application/json")
        .body("{%s, %s}".formatted(all, all))
        .post(Api.SQL)
        .then()
        .statusCode(400)
        .body("errorMessage", org.hamcrest.Matchers.containsString("query"))
        .body("errorMessage", org.hamcrest.Matchers.containsString("only once"));
  }

  @ParameterizedTest
  @CsvSource({"POST, /v1/query/sql", "PUT, /v2/tables", "POST, /v1/projects/default/query/sql"})
  void refusesWhatNoOperationTakesInJson(String method, String path) {
    for (String type : new String[] {"text/event-stream", "multipart/mixed; boundary=B"}) {
      given()
          .header("Content-Type", type)
          .body(Api.bytes("x"))
          .request(method, path)
          .then()
          .statusCode(method.equals("PUT") ? 405 : 415)
          .contentType("application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"100%25", "100%2525", "a%2520b", "%25zz", "a+b%20c", "a%2Fb", "q%3Fx%23y"})
  void readsTheEscapesOfANameOnceOnEveryMount(String escaped) throws IOException {
    String expected =
        "\"name\":\""
            + java.net.URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
    String upload =
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\nx\r\n--B--\r\n"
            .formatted(
                java.net.URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8));
    assertThat(upload(upload).status()).isEqualTo(201);

    RawAnswer newer = http().send(RawRequest.of("GET", Api.FILES + "/" + escaped));
    RawAnswer older = http().send(RawRequest.of("GET", "/v1/files/" + escaped));

    assertThat(newer.body()).contains(expected);
    assertThat(older.body()).isEqualTo(newer.body());
    assertThat(http().send(RawRequest.of("DELETE", "/v1/files/" + escaped)).status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/tables/%25", "/v1/lookups/x/%25", "/druid/v2/sql/statements/%25"})
  void findsNothingUnderAPercentSign(String path) throws IOException {
    assertThat(http().send(RawRequest.of("GET", path)).status()).isEqualTo(404);
  }

  @Test
  void keepsQueryParametersOnOlderMounts() throws IOException {
    RawAnswer answer =
        http()
            .send(RawRequest.of("GET", "/v1/files?searchString=no%26such%2525&paginationLimit=0"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("paginationLimit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRI * HTTP/2.0", "GET / HTTP/2.0"})
  void doesNotTakeAnotherProtocolForAFaultOfItsOwn(String line) throws IOException {
    try (ErrorLog log = ErrorLog.open()) {
      RawAnswer answer = http().send((line + "\r\n\r\n").getBytes(StandardCharsets.UTF_8), false);

      assertThat(answer.status()).isIn(0, 400);
      assertThat(log.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/nothing, application/json",
    "DELETE, /v2/tables, application/json",
    "POST, /v2/tables, text/html",
    "POST, /v1/projects/other/tables, application/json",
    "POST, /v2/tables, application/json"
  })
  void doesNotReadARefusedBodyToItsEnd(String method, String path, String type) throws IOException {
    byte[] head =
        "%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 1000000000000\r\n\r\n"
            .formatted(method, path, type)
            .getBytes(StandardCharsets.UTF_8);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean isClosed = false;

    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.getOutputStream().write(head);
      byte[] piece = new byte[1 << 16];
      while (!isClosed && System.nanoTime() < deadline) {
        try {
          socket.getOutputStream().write(piece);
        } catch (IOException e) {
          isClosed = true;
        }
      }
    }

    assertThat(isClosed).isTrue();
  }

  /** Else a client that goes away stops a transaction in its middle, and its connection is lost. */
  @Test
  void everyOperationEndsWhatItHasBegun() {
    assertThat(DeclaredOperations.all())
        .extracting(Method::getDeclaringClass)
        .allSatisfy(
            resource ->
                assertThat(resource.getAnnotation(Cancellable.class))
                    .isNotNull()
                    .extracting(Cancellable::value)
                    .isEqualTo(false));
  }

  private static RawHttp http() {
    return new RawHttp(RestAssured.port, PATIENCE);
  }
}
