package dev.lodestar.api;

import static dev.lodestar.api.WithKeys.ADMIN;
import static dev.lodestar.api.WithKeys.WRONG;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and how those are refused who are not. */
@QuarkusTest
@TestProfile(WithKeys.class)
class AuthenticationTest {
  private static final String TABLES = "/v1/projects/default/tables";

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(Api.bytes(text));
  }

  private static int status(String authorization) {
    return given().header("Authorization", authorization).get(TABLES).statusCode();
  }

  @Test
  void findsTheSameKeyInEveryEncoding() {
    String padded = base64(ADMIN + ":");
    String safe = Base64.getUrlEncoder().encodeToString(Api.bytes(ADMIN + ":\u00fe\u00ff?>"));

    assertThat(safe).containsPattern("[-_]");
    for (String credentials :
        new String[] {
          ADMIN,
          padded,
          padded.replace("=", ""),
          safe,
          safe.replace("=", ""),
          base64(ADMIN),
          base64(":" + ADMIN),
          base64(ADMIN + ":whatever")
        }) {
      for (String scheme : new String[] {"Basic ", "basic ", "BASIC   "}) {
        assertThat(status(scheme + credentials)).as(scheme + credentials).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic Og==",
        "Basic !!!",
        "Basic pok_",
        "Bearer " + ADMIN,
        "Digest " + ADMIN,
        ADMIN,
        "Basic x" + ADMIN,
        "Basic " + ADMIN + "x",
        "Basic " + ADMIN + ", Basic " + ADMIN
      })
  void refusesEverythingElse(String header) {
    given()
        .header("Authorization", header)
        .get(TABLES)
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", "Basic realm=\"polaris\"")
        .body("code", equalTo("InvalidAuthentication"));
  }

  @Test
  void refusesAKeyThatIsRightButForItsCase() {
    assertThat(status("Basic " + ADMIN.toLowerCase(Locale.ROOT))).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/projects/default/tables/wikipedia",
    "GET, /v2/jobs/nope",
    "GET, /v1/projects/nope/tables",
    "GET, /nope",
    "GET, /",
    "GET, /v1/tables",
    "DELETE, /v1/projects/default/tables/t",
    "PUT, /v1/files",
    "OPTIONS, /v1/projects/default/tables",
    "GET, /status",
    "GET, /status/health/",
    "GET, /status/%68ealth",
    "GET, /v1/projects/default/tables/a%00b",
    "GET, /v1/projects/default/../../status/health"
  })
  void tellsStrangersNothingAboutWhatThereIs(String method, String path) throws Exception {
    String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 401 ").contains("\"InvalidAuthentication\"");
  }

  @Test
  void answersHeadWithoutABody() {
    given().head(TABLES).then().statusCode(401).body(equalTo(""));
    WithKeys.admin().head(TABLES).then().statusCode(200);
  }

  @Test
  void answersThoseWhoMayCallAsBefore() {
    assertThat(WithKeys.admin().get("/nope").statusCode()).isEqualTo(404);
    assertThat(WithKeys.admin().delete(TABLES + "/t").statusCode()).isEqualTo(405);
    assertThat(WithKeys.admin().options(TABLES).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/q/health/ready", "/q/health/live", "/q/health", "/q/openapi", "/status/health"})
  void letsEverybodySeeWhetherItIsThereAndWhatItCanDo(String path) {
    given().get(path).then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/projects/default/tables, code, InvalidAuthentication",
    "/v2/tables, code, InvalidAuthentication",
    "/v1/projects/default/files/a, code, InvalidAuthentication",
    "/nope, code, InvalidAuthentication",
    "/v1/projects, error.code, InvalidAuthentication",
    "/v1/projects/default, error.code, InvalidAuthentication",
    "/v1/apikeys, error.code, InvalidAuthentication",
    "/v1/apikeyinfo, error.code, InvalidAuthentication",
    "/auth/realms/acme/apikeys/x, error.code, InvalidAuthentication",
    "/v1/projects/default/query/sql, category, UNAUTHORIZED",
    "/v1/query/sql/statements/x, category, UNAUTHORIZED",
    "/druid/v2/sql, errorCode, unauthorized",
    "/druid/v2/datasources, category, UNAUTHORIZED"
  })
  void refusesInTheFormOfThePath(String path, String member, String value) {
    given().get(path).then().statusCode(401).body(member, equalTo(value));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/projects/default/tables, code, AccessDenied, ViewTables or ManageTables",
    "GET, /v1/apikeys, error.code, AccessDenied, AdministerApiKeys or ManageApiKeys",
    "POST, /v1/projects/default/query/sql, category, FORBIDDEN, AccessQueries",
    "POST, /druid/v2/sql/statements, category, FORBIDDEN, AccessQueries and ManageIngestionJobs"
  })
  void deniesInTheFormOfThePathAndNamesWhatIsMissing(
      String method, String path, String member, String value, String missing) {
    WithKeys.Made key = WithKeys.make();

    Response answer =
        key.calls()
            .contentType("application/json")
            .body("{\"query\":\"SELECT 1\"}")
            .request(method, path);

    answer.then().statusCode(403).body(member, equalTo(value));
    assertThat(answer.asString()).contains(missing);
    key.delete();
  }

  /** The server must not wait for, nor take, what a stranger sends. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5000000000", "Transfer-Encoding: chunked"})
  void refusesUploadsBeforeTheyAreSent(String length) throws Exception {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              Api.bytes(
                  "POST /v1/projects/default/files HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n"
                      .formatted(length)));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void answersStrangersWhoSendALot() {
    given()
        .multiPart("file", "big.json", new byte[8 * 1024 * 1024])
        .post("/v1/projects/default/files")
        .then()
        .statusCode(401);
  }

  @Test
  void makesThoseWhoGuessWaitButNotTheirNeighbours() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs a second loopback address");
    Pattern pause = Pattern.compile("(?i)\r\nretry-after: (\\d+)\r\n");
    String last = "";
    for (int i = 0; i < 31; i++) {
      last = elsewhere("pok_guess" + i);
    }

    assertThat(last).startsWith("HTTP/1.1 429 ");
    Matcher found = pause.matcher(last);
    assertThat(found.find()).isTrue();
    assertThat(Integer.parseInt(found.group(1))).isBetween(1, 60);
    assertThat(elsewhere("pok_guess3")).as("no new guess").startsWith("HTTP/1.1 401 ");
    assertThat(elsewhere(ADMIN)).as("the right key").startsWith("HTTP/1.1 200 ");
    assertThat(status("Basic " + WRONG)).as("another address").isEqualTo(401);
  }

  private static String elsewhere(String key) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 9}), 0));
      socket.connect(
          new InetSocketAddress(
              InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), RestAssured.port));
      return exchange(
          socket,
          "GET /v1/projects HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Basic %s\r\n\r\n"
              .formatted(key));
    }
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      return exchange(socket, request);
    }
  }

  private static String exchange(Socket socket, String request) throws IOException {
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(Api.bytes(request));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aRevokedKeyEndsOnAConnectionThatIsOpen() throws Exception {
    WithKeys.Made key = WithKeys.make("ViewTables");
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(30_000);
      assertThat(kept(socket, key.text())).contains(" 200 ");
      assertThat(kept(socket, key.text())).contains(" 200 ");

      key.delete();

      assertThat(kept(socket, key.text())).contains(" 401 ");
    }
  }

  @Test
  void aChangedKeyCountsOnAConnectionThatIsOpen() throws Exception {
    WithKeys.Made key = WithKeys.make("ViewTables");
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(30_000);
      assertThat(kept(socket, key.text())).contains(" 200 ");

      key.grant(List.of("ManageFiles"));
      assertThat(kept(socket, key.text())).contains(" 403 ");

      key.grant(List.of("ManageTables"));
      assertThat(kept(socket, key.text())).contains(" 200 ");
    }
    key.delete();
  }

  /** Asks for a single table, so that the answer has a length; answers the status line. */
  private static String kept(Socket socket, String key) throws IOException {
    socket
        .getOutputStream()
        .write(
            Api.bytes(
                "GET /druid/v2/datasources/none HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %s\r\n\r\n"
                    .formatted(key)));
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      head.write(in.read());
    }
    String text = head.toString(StandardCharsets.UTF_8);
    Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(text);
    assertThat(length.find()).as(text).isTrue();
    in.readNBytes(Integer.parseInt(length.group(1)));
    return text.lines().findFirst().orElseThrow();
  }

  @Test
  void namesTheKeyThatMadeSomething() {
    WithKeys.Made key = WithKeys.make("ManageTables", "ManageFiles");
    String table = Api.unique("made-by-key");

    Response made =
        key.calls()
            .contentType("application/json")
            .body(Map.of("type", "detail", "name", table))
            .post(TABLES);
    Response file =
        key.calls().multiPart("file", table + ".json", Api.bytes("{}")).post("/v1/files");

    made.then()
        .statusCode(201)
        .body("createdByUser.userId", equalTo(key.id()))
        .body("createdByUser.username", equalTo("api-key-made"));
    file.then().statusCode(201).body("uploadedBy.userId", equalTo(key.id()));
    WithKeys.admin()
        .contentType("application/json")
        .body(Map.of("type", "detail", "name", table, "version", 0, "description", "x"))
        .put(TABLES + "/" + table)
        .then()
        .statusCode(200)
        .body("modifiedByUser.username", equalTo("api-key-admin"))
        .body("createdByUser.userId", containsString(key.id()));
    key.delete();
  }
}
