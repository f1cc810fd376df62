package dev.lodestar.auth.token;

import static dev.lodestar.api.WithKeys.admin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.lodestar.api.WithKeys;
import dev.lodestar.auth.Finding;
import dev.lodestar.auth.clients.ClientRing;
import dev.lodestar.auth.clients.OAuthClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No token is taken but those of this server, for it, in their time. */
@QuarkusTest
@TestProfile(WithKeys.class)
class BearerTokensTest {
  private static final String PATH = "/v1/apikeyinfo";
  private static final String ISSUER = "http://localhost:8888/auth/realms/acme";

  @Inject TokenIssuer issuer;
  @Inject SigningKeys keys;
  @Inject KeyRotation rotation;
  @Inject ClientRing clients;
  @Inject BearerTokens bearer;

  private OAuthClient client;

  @BeforeEach
  void makeClient() {
    String id =
        admin()
            .contentType(ContentType.JSON)
            .body(Map.of("name", "of a test"))
            .post("/v1/clients")
            .path("id");
    client = clients.find(UUID.fromString(id)).orElseThrow();
  }

  @AfterEach
  void deleteClient() {
    admin().delete("/v1/clients/" + client.id());
  }

  private static Response call(String token) {
    return given().header("Authorization", "Bearer " + token).get(PATH);
  }

  /** Not over HTTP, where many wrong ones from one address are answered with 429. */
  private int status(String token) {
    return bearer.find(token) instanceof Finding.Found ? 200 : 401;
  }

  private Map<String, Object> claims() {
    long now = Instant.now().getEpochSecond();
    return new LinkedHashMap<>(
        Map.of(
            "iss",
            ISSUER,
            "aud",
            "lodestar",
            "sub",
            client.id().toString(),
            "exp",
            now + 300,
            "nbf",
            now));
  }

  private static String signed(Map<String, Object> claims, String keyId, String algorithm, Key key)
      throws JoseException {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(JsonUtil.toJson(claims));
    signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    signature.setAlgorithmHeaderValue(algorithm);
    signature.setKeyIdHeaderValue(keyId);
    signature.setKey(key);
    signature.setDoKeyValidation(false);
    return signature.getCompactSerialization();
  }

  private String signed(Map<String, Object> claims) throws JoseException {
    SigningKey key = keys.newest();
    return signed(claims, key.id().toString(), "RS256", key.privateKey());
  }

  private String signedWith(String claim, Object value) throws JoseException {
    Map<String, Object> claims = claims();
    claims.put(claim, value);
    return signed(claims);
  }

  @Test
  void takesATokenUntilItsTimeIsOver() {
    Instant now = Instant.now();

    assertThat(call(issuer.issue(client, ISSUER, "", now)).statusCode()).isEqualTo(200);
    assertThat(status(issuer.issue(client, ISSUER, "", now.minusSeconds(240)))).isEqualTo(200);
    for (String path : List.of(PATH, "/v2/tables", "/druid/v2/sql", "/nope")) {
      given()
          .header(
              "Authorization", "Bearer " + issuer.issue(client, ISSUER, "", now.minusSeconds(301)))
          .get(path)
          .then()
          .statusCode(401)
          .body("message", equalTo("Token claims invalid: [\"exp\"]=\"token expired\""))
          .body("size()", equalTo(1));
    }
  }

  @Test
  void refusesWhatIsSignedByAnother() throws JoseException {
    SigningKey key = keys.newest();
    Key other = RsaJwkGenerator.generateJwk(2048).getPrivateKey();
    String right = signed(claims());

    assertThat(status(right)).isEqualTo(200);
    assertThat(status(signed(claims(), key.id().toString(), "RS256", other))).isEqualTo(401);
    assertThat(status(signed(claims(), UUID.randomUUID().toString(), "RS256", other)))
        .isEqualTo(401);
    assertThat(status(signed(claims(), "1", "RS256", key.privateKey()))).isEqualTo(401);
    assertThat(status(right.substring(0, right.length() - 8) + "AAAAAAAA")).isEqualTo(401);
    assertThat(status(right.substring(0, right.lastIndexOf('.') + 1))).isEqualTo(401);
  }

  @Test
  void refusesOtherAlgorithms() throws JoseException {
    SigningKey key = keys.newest();
    String id = key.id().toString();

    assertThat(status(signed(claims(), id, "none", null))).isEqualTo(401);
    for (byte[] secret :
        List.of(
            key.publicKey().getEncoded(),
            Base64.getEncoder().encode(key.publicKey().getEncoded()),
            key.publicKey().getModulus().toByteArray())) {
      assertThat(status(signed(claims(), id, "HS256", new SecretKeySpec(secret, "HmacSHA256"))))
          .isEqualTo(401);
    }
    assertThat(status(signed(claims(), id, "RS512", key.privateKey()))).isEqualTo(401);
    assertThat(status(signed(claims(), id, "PS256", key.privateKey()))).isEqualTo(401);
  }

  @Test
  void refusesClaimsOfOthers() throws JoseException {
    long now = Instant.now().getEpochSecond();

    assertThat(status(signedWith("iss", "https://elsewhere.example.org"))).isEqualTo(401);
    assertThat(status(signedWith("iss", 7))).isEqualTo(401);
    assertThat(status(signedWith("aud", "another"))).isEqualTo(401);
    assertThat(status(signedWith("aud", List.of()))).isEqualTo(401);
    assertThat(status(signedWith("aud", List.of("another", "lodestar")))).isEqualTo(200);
    assertThat(status(signedWith("nbf", now + 60))).isEqualTo(401);
    assertThat(status(signedWith("exp", "never"))).isEqualTo(401);
    assertThat(status(signedWith("exp", Long.MIN_VALUE))).isEqualTo(401);
    assertThat(status(signedWith("exp", Long.MAX_VALUE))).isEqualTo(200);
    assertThat(status(signedWith("sub", UUID.randomUUID().toString()))).isEqualTo(401);
    assertThat(status(signedWith("sub", "admin"))).isEqualTo(401);
    for (String claim : List.of("iss", "aud", "exp", "sub")) {
      Map<String, Object> claims = claims();
      claims.remove(claim);
      assertThat(status(signed(claims))).as(claim).isEqualTo(401);
    }
  }

  @Test
  void refusesWhatIsNoTokenAtAll() throws JoseException {
    for (String token :
        List.of(
            "a.b.c",
            "..",
            "...",
            "e30.e30.",
            "eyJhbGciOjF9.e30.AAAA",
            "eyJhbGciOiJSUzI1NiIsImtpZCI6W119.W10.AAAA",
            "eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.AAAA",
            "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsieCJdfQ.e30.AAAA",
            "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA",
            "pok_0000000000000000000000000000000000000000",
            "\u00e4")) {
      assertThat(bearer.find(token)).as(token).isInstanceOf(Finding.Unknown.class);
    }
    Response answer = call("eyJhbGciOiJSUzI1NiIsImtpZCI6W119.W10.AAAA");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.asString()).contains("InvalidAuthentication").doesNotContain("jose4j");
    String right = signed(claims());
    assertThat(bearer.find(right)).isInstanceOf(Finding.Found.class);
    assertThat(bearer.find("x".repeat(100_000))).isInstanceOf(Finding.Unknown.class);
    assertThat(bearer.find(right + "A".repeat(100_000))).isInstanceOf(Finding.Unknown.class);
    // The platform reads no header beyond 20 kB.
    assertThat(call("x".repeat(100_000)).statusCode()).isEqualTo(431);
  }

  @Test
  void nothingThatIsBrokenAnywhereIsTakenOrFails() throws JoseException {
    String right = signed(claims());
    Random random = new Random(17);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder broken = new StringBuilder(right);
      // The last character of a signature has bits that mean nothing.
      int at = random.nextInt(right.length() - 1);
      switch (random.nextInt(3)) {
        case 0 -> broken.setCharAt(at, other(broken.charAt(at), random));
        case 1 -> broken.deleteCharAt(at);
        default -> broken.insert(at, (char) (33 + random.nextInt(90)));
      }
      if (!broken.toString().equals(right)) {
        assertThat(bearer.find(broken.toString()))
            .as(broken.toString())
            .isNotInstanceOf(Finding.Found.class);
      }
    }
    assertThat(bearer.find(nested())).isNotInstanceOf(Finding.Found.class);
  }

  private static char other(char c, Random random) {
    return (char) (c == 'A' ? 'B' + random.nextInt(20) : 'A');
  }

  private static String nested() {
    String header = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(8_000);
    return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + ".e30.AAAA";
  }

  @Test
  void anOldKeyCountsUntilItsTokensAreOver() {
    SigningKey first = keys.newest();
    String token = issuer.issue(client, ISSUER, "", Instant.now().plus(Duration.ofDays(31)));
    Instant later = Instant.now().plus(Duration.ofDays(31));

    rotation.rotate(later).await().atMost(Duration.ofMinutes(1));

    SigningKey second = keys.newest();
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(keys.find(first.id())).isPresent();
    assertThat(published()).startsWith(second.id().toString()).contains(first.id().toString());
    rotation.rotate(later.plusSeconds(300)).await().atMost(Duration.ofMinutes(1));
    assertThat(keys.find(first.id())).as("its tokens may still be good").isPresent();

    rotation.rotate(later.plusSeconds(361)).await().atMost(Duration.ofMinutes(1));

    assertThat(keys.find(first.id())).isEmpty();
    assertThat(published()).containsExactly(second.id().toString());
    assertThat(bearer.find(token)).isInstanceOf(Finding.Unknown.class);
    assertThat(status(issuer.issue(client, ISSUER, "", Instant.now()))).isEqualTo(200);
  }

  private static List<String> published() {
    return given().get("/auth/realms/acme/protocol/openid-connect/certs").path("keys.kid");
  }

  @Test
  void keysOutliveTheProcess() {
    rotation.open().await().atMost(Duration.ofMinutes(1));

    assertThat(published()).containsExactly(keys.newest().id().toString());
    assertThat(status(issuer.issue(client, ISSUER, "", Instant.now()))).isEqualTo(200);
  }
}
