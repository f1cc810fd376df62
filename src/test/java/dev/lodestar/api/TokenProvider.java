package dev.lodestar.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * A minimal OpenID Connect provider: the discovery document and the keys, over HTTP. Whoever posts
 * claims to {@code /sign?<key id>} gets a token with them, since the tests of a wired server live
 * in another class loader than their profile.
 */
public final class TokenProvider implements AutoCloseable {
  public static final String AUDIENCE = "lodestar-tests";

  private static final String SHARED = "lodestar.provider-of-tests";

  /** Asked for keys so often. */
  public final AtomicInteger readings = new AtomicInteger();

  private final HttpServer server;
  private final Map<String, PublicJsonWebKey> keys = new ConcurrentHashMap<>();
  private final List<String> published = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  public TokenProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/realm/.well-known/openid-configuration", this::discovery);
    server.createContext("/realm/keys", this::keys);
    server.createContext("/realm/sign", this::sign);
    server.start();
  }

  /** The issuer of the one of this JVM, which lives as long as that. */
  static synchronized String shared() {
    String known = System.getProperty(SHARED);
    if (known != null) {
      return known;
    }
    try {
      TokenProvider provider = new TokenProvider();
      System.setProperty(SHARED, provider.issuer());
      return provider.issuer();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public String issuer() {
    return "http://127.0.0.1:%d/realm".formatted(server.getAddress().getPort());
  }

  /**
   * What all answers are from now on, so that the provider is as good as away.
   *
   * @param code of HTTP; 0 for no answer at all
   */
  public void answer(int code) {
    status = code;
  }

  /** What a token says that is right in everything, for an hour from then. */
  public static Map<String, Object> claims(String issuer, Instant now) {
    return Map.of(
        "iss",
        issuer,
        "aud",
        AUDIENCE,
        "sub",
        "somebody",
        "iat",
        now.getEpochSecond(),
        "exp",
        now.getEpochSecond() + 3_600);
  }

  /**
   * A token of a key that is published from now on.
   *
   * @param keyId what its algorithm is called, and any number; the key is made when it is needed
   */
  public String token(String keyId, Map<String, Object> claims) throws JoseException {
    PublicJsonWebKey key = key(keyId);
    if (!published.contains(keyId)) {
      published.add(keyId);
    }
    return signed(key, keyId, claims);
  }

  /** A key that is not in the published set. */
  public String forged(String keyId, Map<String, Object> claims) throws JoseException {
    return signed(made(keyId), keyId, claims);
  }

  public void withdraw(String keyId) {
    published.remove(keyId);
  }

  private static String signed(PublicJsonWebKey key, String keyId, Map<String, Object> claims)
      throws JoseException {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(JsonUtil.toJson(claims));
    signature.setAlgorithmHeaderValue(algorithm(keyId));
    signature.setKeyIdHeaderValue(keyId);
    signature.setKey(key.getPrivateKey());
    return signature.getCompactSerialization();
  }

  private static String algorithm(String keyId) {
    return keyId.split("-", -1)[0];
  }

  private PublicJsonWebKey key(String keyId) throws JoseException {
    PublicJsonWebKey key = keys.get(keyId);
    if (key == null) {
      key = made(keyId);
      keys.put(keyId, key);
    }
    return key;
  }

  private static PublicJsonWebKey made(String keyId) throws JoseException {
    PublicJsonWebKey key =
        switch (algorithm(keyId)) {
          case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
          case "ES384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
          case "EdDSA" -> OkpJwkGenerator.generateJwk("Ed25519");
          default -> RsaJwkGenerator.generateJwk(2048);
        };
    key.setKeyId(keyId);
    return key;
  }

  private void discovery(HttpExchange exchange) throws IOException {
    answer(exchange, JsonUtil.toJson(Map.of("issuer", issuer(), "jwks_uri", issuer() + "/keys")));
  }

  private void keys(HttpExchange exchange) throws IOException {
    readings.incrementAndGet();
    List<Map<String, Object>> all =
        Stream.concat(
                Stream.of(Map.<String, Object>of("kty", "unheard-of", "kid", "new")),
                published.stream()
                    .map(id -> keys.get(id).toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)))
            .toList();
    answer(exchange, JsonUtil.toJson(Map.of("keys", all)));
  }

  private void sign(HttpExchange exchange) throws IOException {
    String claims = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      answer(exchange, token(exchange.getRequestURI().getQuery(), JsonUtil.parseJson(claims)));
    } catch (JoseException e) {
      throw new IOException(e);
    }
  }

  private void answer(HttpExchange exchange, String text) throws IOException {
    if (status == 0) {
      return;
    }
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
