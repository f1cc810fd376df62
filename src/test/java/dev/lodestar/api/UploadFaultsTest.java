package dev.lodestar.api;

import static dev.lodestar.api.Api.FILES;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that cannot end well leave nothing on disk and nothing in the list. */
@QuarkusTest
class UploadFaultsTest {
  private static final int TOO_LARGE = 5 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void refusesAFileThatIsTooLarge() {
    String name = unique("large");
    Set<Path> before = stored();

    given()
        .multiPart("file", name, new byte[TOO_LARGE])
        .post(FILES)
        .then()
        .statusCode(413)
        .body("code", org.hamcrest.Matchers.equalTo("PayloadTooLarge"));

    assertNothingOf(name, before);
  }

  @Test
  void servesTheNextRequestOfAClientWhoseUploadWasRefused() throws Exception {
    String taken = Api.upload(unique("taken"), Api.bytes("x"));
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> refused = send(client, multipart(taken, 3 << 20));
        assertThat(refused.statusCode()).isEqualTo(409);

        HttpResponse<String> next =
            send(client, HttpRequest.newBuilder(uri("/v1/projects")).build());
        assertThat(next.statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void servesTheNextRequestAfterAFileThatIsTooLarge() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(send(client, multipart(unique("large"), TOO_LARGE)).statusCode()).isEqualTo(413);
        assertThat(send(client, HttpRequest.newBuilder(uri("/v1/projects")).build()).statusCode())
            .isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, 2_000_000})
  void refusesABodyWithoutItsClosingBoundary(int size) throws Exception {
    String name = unique("open");
    Set<Path> before = stored();
    byte[] body = Api.bytes(head(name) + "x".repeat(size));
    HttpRequest request =
        HttpRequest.newBuilder(uri(FILES))
            .timeout(PATIENCE)
            .header("Content-Type", "multipart/form-data; boundary=B")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();

    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      assertThat(send(client, request).statusCode()).isEqualTo(400);
    }

    assertNothingOf(name, before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"größe-東京.json", "a b+c.json", "q?&#.json", "x/y/z.json"})
  void keepsNamesOfAllKinds(String name) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      assertThat(send(client, multipart(name, 10)).statusCode()).isEqualTo(201);
    }

    given().pathParam("name", name).get(FILES + "/{name}").then().statusCode(200);
    given().pathParam("name", name).delete(FILES + "/{name}").then().statusCode(204);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 200_000, 2_000_000})
  void forgetsAnUploadThatBreaksOff(int sentBytes) throws IOException {
    String name = unique("broken");
    Set<Path> before = stored();

    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      OutputStream out = socket.getOutputStream();
      out.write(
          Api.bytes(
              "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 3000000\r\n\r\n"
                  .formatted(FILES)));
      out.write(Api.bytes(head(name)));
      out.write(new byte[sentBytes]);
      out.flush();
    }

    assertNothingOf(name, before);
  }

  private static void assertNothingOf(String name, Set<Path> before) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(before).containsAll(stored()));
    given().get(FILES + "/" + name).then().statusCode(404);
  }

  private static Set<Path> stored() {
    try (var files = Files.list(Api.dataDirectory().resolve("files"))) {
      return files.collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpRequest multipart(String name, int size) {
    byte[] body = Api.bytes(head(name) + "x".repeat(size) + "\r\n--B--\r\n");
    return HttpRequest.newBuilder(uri(FILES))
        .timeout(PATIENCE)
        .header("Content-Type", "multipart/form-data; boundary=B")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private static String head(String name) {
    return "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: application/json\r\n\r\n"
        .formatted(name);
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private static URI uri(String path) {
    return URI.create("http://localhost:" + RestAssured.port + path);
  }
}
