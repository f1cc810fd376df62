package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which request or job a line of the log is about. */
@QuarkusTest
class RequestIdTest {
  private static final String HEADER = "X-Request-ID";

  private final Queue<ExtLogRecord> lines = new ConcurrentLinkedQueue<>();
  private final Logger root = LogContext.getLogContext().getLogger("dev.lodestar");
  private final Handler listener =
      new ExtHandler() {
        @Override
        protected void doPublish(ExtLogRecord line) {
          line.copyAll();
          lines.add(line);
        }
      };

  @BeforeEach
  void listen() {
    root.addHandler(listener);
  }

  @AfterEach
  void listenNoMore() {
    root.removeHandler(listener);
  }

  private static String answered(String sent) {
    return given().header(HEADER, sent).get(Api.TABLES).header(HEADER);
  }

  @Test
  void isTheClientsOwn() {
    assertThat(answered("proxy-1/42")).isEqualTo("proxy-1/42");
    assertThat(given().header(HEADER, "x").get("/v1/nowhere").header(HEADER)).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "{\"a\":1}", "", "ümlaut"})
  void isNewWhereTheClientsCouldBreakALine(String sent) {
    assertThat(answered(sent)).isNotEqualTo(sent).hasSize(36);
  }

  @Test
  void isNewForEachRequestWithoutOne() {
    assertThat(given().get(Api.TABLES).header(HEADER))
        .hasSize(36)
        .isNotEqualTo(given().get(Api.TABLES).header(HEADER));
  }

  @Test
  void isInTheLineAndTheAnswerOfAFaultOfTheServer() {
    ErrorMapper mapper = new ErrorMapper();
    mapper.request = request("id-of-a-request");

    Response answer = mapper.unexpected(new IllegalStateException("broken promise"));

    assertThat(answer.getStatus()).isEqualTo(500);
    assertThat(answer.getEntity().toString()).contains("id-of-a-request");
    assertThat(lines)
        .filteredOn(line -> line.getThrown() instanceof IllegalStateException)
        .extracting(line -> line.getMdc("requestId"))
        .containsExactly("id-of-a-request");
  }

  private static ContainerRequestContext request(String id) {
    Map<String, Object> answers =
        Map.of(
            "getProperty",
            id,
            "getMethod",
            "GET",
            "getPath",
            "/v1/somewhere",
            "getUriInfo",
            fake(UriInfo.class, Map.of("getPath", "/v1/somewhere")));
    return fake(ContainerRequestContext.class, answers);
  }

  private static <T> T fake(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }

  @Test
  void ofAJobIsInTheLinesOfItsFailure() {
    String table = Api.unique("logged");
    Api.failed(
        JobRequest.inline(table, "{\"n\": 253402300800000}\n")
            .field("n", "long")
            .map("__time", "MILLIS_TO_TIMESTAMP(\"n\")"));

    await().atMost(Streams.PATIENCE).until(() -> !about(table).isEmpty());
    assertThat(about(table))
        .allSatisfy(
            line -> {
              assertThat(said(line)).contains("timestamp_out_of_bounds");
              assertThat(line.getMdc("jobId")).isNotBlank();
              assertThat(said(line)).contains(line.getMdc("jobId"));
            });
  }

  private static String said(ExtLogRecord line) {
    return new PatternFormatter("%s").format(line);
  }

  private List<ExtLogRecord> about(String table) {
    return lines.stream().filter(line -> said(line).contains(table)).toList();
  }
}
