package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients get tokens, and tokens are worth what their clients may do at that moment. */
@QuarkusTest
@TestProfile(WithKeys.class)
class TokensTest {
  private static final String TABLES = "/v1/projects/default/tables";
  private static final String REALM = "/auth/realms/acme";
  private static final String TOKEN = REALM + "/protocol/openid-connect/token";

  private String id;
  private String clientId;
  private String secret;

  @BeforeEach
  void makeClient() {
    clientId = Api.unique("bot");
    Response made =
        json(WithKeys.admin())
            .body(Map.of("clientId", clientId, "permissions", List.of("ViewTables")))
            .post("/v1/clients");
    made.then().statusCode(201);
    id = made.path("id");
    secret = made.path("secret");
  }

  @AfterEach
  void deleteClient() {
    WithKeys.admin().delete("/v1/clients/" + id);
  }

  private static RequestSpecification json(RequestSpecification request) {
    return request.contentType(ContentType.JSON);
  }

  private static RequestSpecification form() {
    return given().contentType(ContentType.URLENC).formParam("grant_type", "client_credentials");
  }

  private RequestSpecification request() {
    return form().formParam("client_id", clientId).formParam("client_secret", secret);
  }

  private String token() {
    return request().post(TOKEN).then().statusCode(200).extract().path("access_token");
  }

  private static int status(String token, String path) {
    return bearer(token).get(path).statusCode();
  }

  private static RequestSpecification bearer(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  private void patch(String body) {
    json(WithKeys.admin()).body(body).patch("/v1/clients/" + id).then().statusCode(200);
  }

  @Test
  void givesATokenForAnIdAndASecret() {
    request()
        .post(TOKEN)
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("token_type", equalTo("Bearer"))
        .body("expires_in", equalTo(300))
        .body("scope", equalTo(""))
        .body("access_token", notNullValue());
    assertThat(status(token(), TABLES)).isEqualTo(200);
    assertThat(status(token(), "/v2/tables")).isEqualTo(200);
    assertThat(status(token(), "/v1/apikeys")).isEqualTo(403);
    bearer(token()).get("/v1/apikeyinfo").then().statusCode(200).body("id", equalTo(id));
  }

  @Test
  void takesTheIdAndTheSecretInTheHeader() {
    String basic =
        Base64.getEncoder().encodeToString(Api.bytes("%s:%s".formatted(clientId, secret)));

    form().header("Authorization", "Basic " + basic).post(TOKEN).then().statusCode(200);
    form()
        .header("Authorization", "basic " + basic)
        .formParam("client_id", clientId)
        .post(TOKEN)
        .then()
        .statusCode(200);
    request()
        .header("Authorization", "Basic " + basic)
        .post(TOKEN)
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_request"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grant_type=client_credentials | 401 | invalid_client",
        "grant_type=client_credentials&client_id=x&client_secret=y | 401 | invalid_client",
        "grant_type=client_credentials&client_id=ID | 401 | invalid_client",
        "grant_type=client_credentials&client_id=ID&client_secret=y | 401 | invalid_client",
        "grant_type=client_credentials&client_id=ID&client_secret=SECRETx | 401 | invalid_client",
        "grant_type=client_credentials&client_id=ID&client_secret= | 401 | invalid_client",
        "client_id=ID&client_secret=SECRET | 400 | invalid_request",
        "grant_type=&client_id=ID&client_secret=SECRET | 400 | invalid_request",
        "grant_type=password&client_id=ID&client_secret=SECRET | 400 | unsupported_grant_type",
        "grant_type=client_credentials&client_id=ID&client_id=ID&client_secret=SECRET | 400 | invalid_request",
        "grant_type=client_credentials&client_id=%zz | 400 | invalid_request",
        "grant_type=client_credentials&client_id=ID&client_secret=SECRET&scope=%22 | 400 | invalid_scope",
        "&&== | 400 | invalid_request",
        "{} | 400 | invalid_request"
      })
  void refusesInTheWordsOfTheRfc(String body, int status, String error) {
    given()
        .contentType("application/x-www-form-urlencoded")
        .body(body.replace("ID", clientId).replace("SECRET", secret))
        .post(TOKEN)
        .then()
        .statusCode(status)
        .header("Cache-Control", "no-store")
        .header("WWW-Authenticate", status == 401 ? notNullValue() : equalTo(null))
        .body("error", equalTo(error))
        .body("error_description", notNullValue());
  }

  @Test
  void wantsAForm() {
    json(given())
        .body(Map.of("grant_type", "client_credentials"))
        .post(TOKEN)
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_request"));
    given().post(TOKEN).then().statusCode(400).body("error", equalTo("invalid_request"));
    given().get(TOKEN).then().statusCode(405);
    for (String header : List.of("Basic", "Basic !", "Basic eA==", "Bearer x")) {
      form()
          .header("Authorization", header)
          .post(TOKEN)
          .then()
          .statusCode(401)
          .body("error", equalTo("invalid_client"));
    }
  }

  @Test
  void aTokenLosesWhatItsClientLosesAtOnce() {
    String token = token();

    assertThat(status(token, TABLES)).isEqualTo(200);
    patch("{\"permissions\": [\"ManageFiles\"]}");
    assertThat(status(token, TABLES)).isEqualTo(403);
    assertThat(status(token, "/v1/files")).isEqualTo(200);
    patch("{\"enabled\": false}");
    assertThat(status(token, "/v1/files")).isEqualTo(401);
    request().post(TOKEN).then().statusCode(401).body("error", equalTo("invalid_client"));
    patch("{\"enabled\": true}");
    assertThat(status(token, "/v1/files")).isEqualTo(200);
    WithKeys.admin().delete("/v1/clients/" + id).then().statusCode(204);
    assertThat(status(token, "/v1/files")).isEqualTo(401);
    request().post(TOKEN).then().statusCode(401);
  }

  @Test
  void aScopeNarrowsATokenToAProject() {
    patch("{\"permissions\": [\"ViewTables\", \"AdministerUsers\"]}");
    String whole = token();
    Response narrow = request().formParam("scope", "openid project:default").post(TOKEN);
    String other = request().formParam("scope", "project:nope").post(TOKEN).path("access_token");

    narrow.then().statusCode(200).body("scope", equalTo("project:default"));
    assertThat(status(whole, "/v1/users")).isEqualTo(200);
    assertThat(status(narrow.path("access_token"), TABLES)).isEqualTo(200);
    assertThat(status(narrow.path("access_token"), "/v1/users")).isEqualTo(403);
    assertThat(status(other, TABLES)).isEqualTo(403);
  }

  @Test
  void aRenewedSecretIsTheOnlyOne() {
    String old = secret;
    Response renewed = WithKeys.admin().post("/v1/clients/%s/client-secret".formatted(id));

    renewed.then().statusCode(200).header("Cache-Control", "no-store");
    request().post(TOKEN).then().statusCode(401);
    secret = renewed.path("secret");
    assertThat(secret).isNotEqualTo(old);
    assertThat(status(token(), TABLES)).isEqualTo(200);
  }

  @Test
  void everybodyCanCheckATokenWithTheDocumentsThatArePublished() throws Exception {
    String realm = "http://localhost:%d%s".formatted(RestAssured.port, REALM);
    Response discovery =
        given()
            .get(
                "http://localhost:%d%s/.well-known/openid-configuration"
                    .formatted(RestAssured.port, REALM));
    discovery
        .then()
        .statusCode(200)
        .body("issuer", equalTo(realm))
        .body("token_endpoint", equalTo(realm + "/protocol/openid-connect/token"))
        .body("grant_types_supported", hasItem("client_credentials"));
    String keys =
        given().get(discovery.<String>path("jwks_uri")).then().statusCode(200).extract().asString();
    String token = request().post(discovery.<String>path("token_endpoint")).path("access_token");

    JwtClaims claims =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(
                new JwksVerificationKeyResolver(new JsonWebKeySet(keys).getJsonWebKeys()))
            .setExpectedIssuer(realm)
            .setExpectedAudience("lodestar")
            .setRequireExpirationTime()
            .setMaxFutureValidityInMinutes(6)
            .build()
            .processToClaims(token);

    assertThat(claims.getSubject()).isEqualTo(id);
    assertThat(keys).doesNotContain("\"d\"").doesNotContain("\"p\"");
  }

  @Test
  void namesTheClientThatMadeSomething() {
    patch("{\"permissions\": [\"ManageTables\"]}");

    json(bearer(token()))
        .body(Map.of("type", "detail", "name", Api.unique("by-client")))
        .post(TABLES)
        .then()
        .statusCode(201)
        .body("createdByUser.userId", equalTo(id))
        .body("createdByUser.username", containsString(clientId));
  }

  @Test
  void showsASecretOnce() {
    String all = WithKeys.admin().get("/v1/clients").then().statusCode(200).extract().asString();
    String one =
        WithKeys.admin().get("/v1/clients/" + id).then().statusCode(200).extract().asString();

    assertThat(all).contains(clientId).doesNotContain(secret).doesNotContain("secret");
    assertThat(one).contains(clientId).doesNotContain(secret).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | null",
        "{} | name",
        "{\"clientId\": \"a b\"} | clientId",
        "{\"clientId\": \"\"} | clientId",
        "{\"clientId\": 7} | clientId",
        "{\"name\": \"a\\u0000b\"} | name",
        "{\"name\": \"a\", \"enabled\": \"yes\"} | enabled",
        "{\"name\": \"a\", \"description\": []} | description",
        "{\"name\": \"a\", \"permissions\": [\"Nope\"]} | permissions[0]"
      })
  void refusesClientsThatAreNone(String body, String target) {
    json(WithKeys.admin())
        .body(body)
        .post("/v1/clients")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadArgument"))
        .body("error.target", equalTo(target.equals("null") ? null : target));
  }

  @Test
  void keepsClientIdsApartAndAsTheyAre() {
    json(WithKeys.admin())
        .body(Map.of("clientId", clientId))
        .post("/v1/clients")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("StateConflict"));
    json(WithKeys.admin())
        .body(Map.of("clientId", "other"))
        .put("/v1/clients/" + id)
        .then()
        .statusCode(400)
        .body("error.target", equalTo("clientId"));
    json(WithKeys.admin())
        .body(Map.of("clientId", clientId, "name", "n", "description", "d"))
        .put("/v1/clients/" + id)
        .then()
        .statusCode(200)
        .body("name", equalTo("n"))
        .body("permissions", equalTo(List.of()));
    for (String nobody : List.of("nope", "00000000-0000-0000-0000-00000000000a")) {
      WithKeys.admin().get("/v1/clients/" + nobody).then().statusCode(404);
      WithKeys.admin().delete("/v1/clients/" + nobody).then().statusCode(404);
      json(WithKeys.admin()).body("{}").patch("/v1/clients/" + nobody).then().statusCode(404);
    }
  }
}
