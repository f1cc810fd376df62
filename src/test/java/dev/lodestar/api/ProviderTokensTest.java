package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Tokens of a provider let in those whom roles, or users of the organization, say. */
@QuarkusTest
@TestProfile(WithKeys.class)
class ProviderTokensTest {
  private static final String TABLES = "/v1/projects/default/tables";

  @ConfigProperty(name = "lodestar.auth.oidc.issuer")
  String issuer;

  private RequestSpecification with(String keyId, Map<String, Object> more) {
    Map<String, Object> claims = new LinkedHashMap<>(TokenProvider.claims(issuer, Instant.now()));
    claims.putAll(more);
    String token =
        given()
            .contentType(ContentType.JSON)
            .body(claims)
            .post(issuer + "/sign?" + keyId)
            .asString();
    return given().header("Authorization", "Bearer " + token);
  }

  @Test
  void rolesSayWhatATokenMayDo() {
    Map<String, Object> loader = Map.of("realm_access", Map.of("roles", List.of("loaders")));

    // The first use of a key makes the server ask the provider, while the body waits.
    String table = Api.unique("by-provider");
    with(Api.unique("RS256"), loader)
        .contentType(ContentType.JSON)
        .body(Map.of("type", "detail", "name", table))
        .post(TABLES)
        .then()
        .statusCode(201)
        .body("createdByUser.username", equalTo("somebody"));

    assertThat(with("RS256-1", loader).get(TABLES).statusCode()).isEqualTo(200);
    assertThat(with("RS256-1", loader).get("/v1/users").statusCode()).isEqualTo(403);
    assertThat(with("RS256-1", Map.of()).get(TABLES).statusCode()).isEqualTo(403);
    assertThat(with("RS256-1", Map.of("aud", "x")).get(TABLES).statusCode()).isEqualTo(401);
    with("RS256-1", Map.of("exp", 1))
        .get(TABLES)
        .then()
        .statusCode(401)
        .body("message", equalTo("Token claims invalid: [\"exp\"]=\"token expired\""));
  }

  @Test
  void aUserOfTheOrganizationMayDoWhatTheUserMay() {
    String id =
        WithKeys.admin()
            .contentType(ContentType.JSON)
            .body(
                Map.of("username", "eve@example.org", "groups", List.of(Map.of("name", "Viewer"))))
            .post("/v1/users")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String path = "/v1/users/" + id;
    RequestSpecification eve =
        with("RS256-1", Map.of("preferred_username", "Eve@example.org", "email", "x@y"));

    assertThat(eve.get(TABLES).statusCode()).isEqualTo(200);
    assertThat(eve.get("/v1/files").statusCode()).isEqualTo(403);
    eve.get("/v1/apikeyinfo").then().statusCode(200).body("id", equalTo(id));
    change(path, Map.of("permissions", List.of("ManageFiles"), "groups", List.of()));
    assertThat(eve.get(TABLES).statusCode()).isEqualTo(403);
    assertThat(eve.get("/v1/files").statusCode()).isEqualTo(200);
    change(path, Map.of("enabled", false));
    assertThat(eve.get("/v1/files").statusCode()).isEqualTo(401);
    WithKeys.admin().delete(path).then().statusCode(200);
    assertThat(eve.get("/v1/files").statusCode()).isEqualTo(403);
  }

  private static void change(String path, Map<String, Object> user) {
    WithKeys.admin().contentType(ContentType.JSON).body(user).put(path).then().statusCode(200);
  }
}
