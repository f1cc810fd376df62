package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that break off; those that do not are in {@code api.S3SourceTest}. */
class S3ObjectsTest {
  private static final String CONTENT = "0123456789";

  @TempDir Path folder;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int bytesAtOnce;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Promises all that is left and hangs up after a few bytes. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
      ranges.add(range + " " + exchange.getRequestHeaders().getFirst("If-Match"));
      int from = range.equals("null") ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      exchange.getResponseHeaders().set("ETag", "\"v1\"");
      exchange.sendResponseHeaders(from == 0 ? 200 : 206, CONTENT.length() - from);
      exchange
          .getResponseBody()
          .write(
              CONTENT.getBytes(StandardCharsets.US_ASCII),
              from,
              Math.min(bytesAtOnce, CONTENT.length() - from));
      exchange.getResponseBody().flush();
    }
  }

  private Path download() {
    ConnectionSpec.S3 connection =
        new ConnectionSpec.S3(
            "archive",
            null,
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "lake",
            null,
            null,
            new Secrets.AccessKey("AKIA", Secret.of("hidden-secret")));
    Path target = folder.resolve("object");
    try (S3Objects store = new S3Objects(connection, Checks.settings())) {
      store.download("a.json", target, bytes -> {});
    }
    return target;
  }

  @Test
  void goesOnWhereATransferBrokeOff() throws IOException {
    bytesAtOnce = 2;

    Path object = download();

    assertThat(object).hasContent(CONTENT);
    assertThat(ranges)
        .startsWith("null null", "bytes=2- \"v1\"", "bytes=4- \"v1\"")
        .hasSize(CONTENT.length() / 2);
  }

  @Test
  void givesUpOverATransferThatGetsNowhere() throws IOException {
    bytesAtOnce = 0;

    ServiceException fault = catchThrowableOfType(ServiceException.class, this::download);

    assertThat(fault.code()).isEqualTo(ErrorCode.COULD_NOT_CONNECT_TO_SOURCE);
    assertThat(fault.messageText()).contains("breaks off again and again").endsWith(".");
    assertThat(Files.size(folder.resolve("object"))).isZero();
  }
}
