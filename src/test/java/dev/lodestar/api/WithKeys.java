package dev.lodestar.api;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;

/** A server that asks for keys, and short words for what tests ask of it. */
public class WithKeys implements QuarkusTestProfile {
  static final String ADMIN = "pok_theKeyOfTheOperatorInAllTestsOfKeys0001";
  static final String KEYS = "/v1/apikeys";

  /** Well-formed, and nobody's. The same everywhere, because different ones are guesses. */
  static final String WRONG = "pok_0000000000000000000000000000000000000000";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "lodestar.auth.enabled",
        "true",
        "lodestar.admin-api-key",
        ADMIN,
        "lodestar.auth.oidc.issuer",
        TokenProvider.shared(),
        "lodestar.auth.oidc.audience",
        TokenProvider.AUDIENCE,
        "lodestar.auth.oidc.keys-pause",
        "PT0S",
        "lodestar.auth.oidc.roles",
        "loaders=ManageTables,ManageFiles;analysts=Data Analyst");
  }

  /** A key as it was answered when it was made. */
  record Made(String id, String text) {
    /** Changes its permissions. */
    void grant(List<?> permissions) {
      admin()
          .contentType(ContentType.JSON)
          .body(Map.of("name", "changed", "permissions", permissions))
          .put(KEYS + "/" + id)
          .then()
          .statusCode(200);
    }

    void delete() {
      admin().delete(KEYS + "/" + id).then().statusCode(202);
    }

    RequestSpecification calls() {
      return as(text);
    }
  }

  public static RequestSpecification as(String key) {
    return RestAssured.given().header("Authorization", "Basic " + key);
  }

  public static RequestSpecification admin() {
    return as(ADMIN);
  }

  static Made make(Object... permissions) {
    return make(admin(), permissions);
  }

  static Made make(RequestSpecification caller, Object... permissions) {
    Response answer =
        caller
            .contentType(ContentType.JSON)
            .body(Map.of("name", "made", "permissions", List.of(permissions)))
            .post(KEYS);
    answer.then().statusCode(201);
    return new Made(answer.path("id"), answer.path("apiKey"));
  }
}
