package dev.lodestar.auth.token;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * Reads an OpenID Connect provider's keys over HTTP, as its discovery document says where they are.
 *
 * <p>Errors: the future fails, with a reason for the log; never later than two timeouts. Source:
 * OpenID Connect Discovery 1.0, 4.
 */
final class ProviderDocuments implements AutoCloseable {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final int BODY_BYTES_MAX = 1024 * 1024;

  private final String issuer;
  private final Duration timeout;
  private final HttpClient http;

  ProviderDocuments(String issuer, Duration timeout) {
    this.issuer = issuer;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  CompletableFuture<List<JsonWebKey>> keys() {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return get(base + DISCOVERY)
        .thenApply(this::keysUrl)
        .thenCompose(this::get)
        .thenApply(ProviderDocuments::keysOf);
  }

  private CompletableFuture<String> get(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(timeout)
            .header("Accept", "application/json")
            .build();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    return http.sendAsync(
            request,
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(bytes -> append(bytes, body, url))))
        // The request's own timeout ends with the head of the answer.
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            answer -> {
              if (answer.statusCode() != 200) {
                throw failed("%s answers %d".formatted(url, answer.statusCode()));
              }
              return body.toString(StandardCharsets.UTF_8);
            });
  }

  private static void append(byte[] bytes, ByteArrayOutputStream body, String url) {
    if (body.size() + bytes.length > BODY_BYTES_MAX) {
      throw failed("%s answers more than %,d bytes".formatted(url, BODY_BYTES_MAX));
    }
    body.writeBytes(bytes);
  }

  private String keysUrl(String discovery) {
    Map<String, Object> document;
    try {
      document = JsonUtil.parseJson(discovery);
    } catch (JoseException e) {
      throw failed("the discovery document is no JSON object");
    }
    if (!issuer.equals(document.get("issuer"))) {
      throw failed("the discovery document is of another issuer");
    }
    if (document.get("jwks_uri") instanceof String url && url.matches("https?://.+")) {
      return url;
    }
    throw failed("the discovery document has no jwks_uri");
  }

  /** Keys of kinds that are unknown here are left out. */
  private static List<JsonWebKey> keysOf(String text) {
    try {
      return new JsonWebKeySet(text).getJsonWebKeys();
    } catch (JoseException e) {
      throw failed("the document of keys is no JSON Web Key Set");
    }
  }

  private static UncheckedIOException failed(String reason) {
    return new UncheckedIOException(new IOException(reason));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
