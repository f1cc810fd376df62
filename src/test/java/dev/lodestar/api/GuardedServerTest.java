package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.lodestar.testing.ServerCertificate;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.RestAssuredConfig;
import io.restassured.config.SSLConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** A server with TLS and a limit on requests, as an operator may set it up. */
@QuarkusTest
@TestProfile(GuardedServerTest.Guarded.class)
class GuardedServerTest {
  private static final int REQUESTS = 30;

  /** TLS alone, and few requests. */
  public static class Guarded extends WithKeys {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      ServerCertificate certificate = ServerCertificate.make();
      settings.put("quarkus.tls.key-store.pem.0.cert", certificate.certificate().toString());
      settings.put("quarkus.tls.key-store.pem.0.key", certificate.key().toString());
      settings.put("quarkus.http.insecure-requests", "disabled");
      settings.put("quarkus.http.test-ssl-port", "0");
      settings.put("lodestar.auth.requests-per-minute", Integer.toString(REQUESTS));
      return settings;
    }
  }

  private static RequestSpecification secure() {
    return given()
        .config(
            RestAssuredConfig.config()
                .sslConfig(SSLConfig.sslConfig().relaxedHTTPSValidation().allowAllHostnames()))
        .baseUri("https://localhost")
        .port(ConfigProvider.getConfig().getValue("quarkus.http.test-ssl-port", Integer.class));
  }

  @Test
  void speaksTlsAndLimitsRequestsOfOneKey() {
    RequestSpecification key = secure().header("Authorization", "Basic " + WithKeys.ADMIN);

    Response answer = key.get(Api.TABLES);
    answer.then().statusCode(200);
    for (int i = 0; i < 10 * REQUESTS && answer.statusCode() == 200; i++) {
      answer = key.get(Api.TABLES);
    }

    answer.then().statusCode(429).body("message", equalTo("API rate limit exceeded"));
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 3);
    // Strangers have a budget of their own, and are told that they are strangers.
    secure().get(Api.TABLES).then().statusCode(401);
  }

  @Test
  void tellsBrowsersNothingThatTheyNeedNotKnow() {
    Response answer =
        secure()
            .header("Origin", "https://elsewhere.example")
            .header("Access-Control-Request-Method", "POST")
            .options(Api.SQL);

    answer
        .then()
        .header("Access-Control-Allow-Origin", nullValue())
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("X-Frame-Options", equalTo("DENY"))
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .header("Referrer-Policy", equalTo("no-referrer"));
  }
}
