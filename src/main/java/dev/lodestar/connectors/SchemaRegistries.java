package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secrets;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A client of schema registries with Confluent's protocol. */
public final class SchemaRegistries implements AutoCloseable {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final ConnectionSpec.SchemaRegistry connection;
  private final ClientSettings settings;
  private final HttpClient http;

  private SchemaRegistries(ConnectionSpec.SchemaRegistry connection, ClientSettings settings) {
    this.connection = connection;
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** A client for a connection; nothing is sent yet. */
  public static SchemaRegistries open(
      ConnectionSpec.SchemaRegistry connection, ClientSettings settings) {
    return new SchemaRegistries(connection, settings);
  }

  /**
   * What stands at a path; the registry's addresses are tried one after the other until one
   * answers.
   *
   * <p>Errors: {@code COULD_NOT_CONNECT_TO_SOURCE}.
   *
   * @param path such as {@code /subjects} or {@code /schemas/ids/7}
   * @return the body; empty when the registry has nothing there
   */
  public Optional<String> get(String path) throws InterruptedException {
    return body(answer(path));
  }

  /** What an address has said. */
  record Answer(String url, int status, String body) {}

  /** Of the first address that answers. Errors: {@code COULD_NOT_CONNECT_TO_SOURCE}. */
  Answer answer(String path) throws InterruptedException {
    ServiceException fault = null;
    for (String url : connection.urls()) {
      settings.addresses().require(connection.name(), "urls", URI.create(url).getHost());
      try {
        HttpResponse<String> found =
            http.send(request(url, path), HttpResponse.BodyHandlers.ofString());
        return new Answer(url, found.statusCode(), found.body());
      } catch (IOException e) {
        fault =
            ConnectionFault.of(
                connection.name(),
                ConnectionFault.network(e, url, "urls")
                    .orElse(
                        "%s breaks the connection off; check \"urls\" and that it is a schema registry."
                            .formatted(url)),
                e);
      }
    }
    throw fault == null ? new IllegalStateException("a registry without addresses") : fault;
  }

  /**
   * The schema of an id, with all that it refers to; empty when the registry lacks it.
   *
   * <p>Errors: {@code COULD_NOT_CONNECT_TO_SOURCE}.
   *
   * @param serialized whether files of Protobuf are wanted as descriptors, if the registry can
   */
  public Optional<RegisteredSchema> schema(int id, boolean serialized) throws InterruptedException {
    return new SchemaReader(connection.name(), this).read(id, serialized);
  }

  private HttpRequest request(String url, String path) {
    Secrets.Basic user = connection.secrets();
    String credentials = user.username() + ":" + user.password().reveal();
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(settings.timeout())
        .header("Accept", "application/vnd.schemaregistry.v1+json, application/json")
        .header(
            "Authorization",
            "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  /** Errors: {@code COULD_NOT_CONNECT_TO_SOURCE} for an answer that is no body. */
  Optional<String> body(Answer answer) {
    String url = answer.url();
    return switch (answer.status()) {
      case OK -> Optional.of(answer.body());
      case NOT_FOUND -> Optional.empty();
      case 401 ->
          throw fault("%s refuses the user name or the password; check both.".formatted(url));
      case 403 -> throw fault("user of \"secrets\" may not read %s; allow it.".formatted(url));
      default ->
          throw fault(
              "%s answers with status %d; check \"urls\" and that it is a schema registry."
                  .formatted(url, answer.status()));
    };
  }

  private ServiceException fault(String sentence) {
    return ConnectionFault.of(connection.name(), sentence, null);
  }

  @Override
  public void close() {
    http.close();
  }
}
