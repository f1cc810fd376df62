package dev.lodestar.api;

import static dev.lodestar.api.WithKeys.admin;
import static dev.lodestar.api.WithKeys.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.lodestar.auth.OpenToAll;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit log holds, and for whom. */
@QuarkusTest
@TestProfile(WithKeys.class)
class AuditTest {
  private static final String EVENTS = "/v1/audit/events";

  private static JsonPath of(WithKeys.Made key) {
    return admin().get(EVENTS + "?userId=" + key.id()).then().statusCode(200).extract().jsonPath();
  }

  private static Response createTable(WithKeys.Made key, String name) {
    return key.calls()
        .contentType(ContentType.JSON)
        .body(Map.of("name", name, "type", "detail"))
        .post(Api.TABLES);
  }

  @Test
  void tellsWhoChangedWhatAndWhen() {
    Instant begun = Instant.now();
    WithKeys.Made key = make("ManageTables", "ManageConnections", "AccessQueries");
    String table = Api.unique("audited");
    String connection = Api.unique("audited");
    createTable(key, table).then().statusCode(201);
    key.calls()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "push_streaming", "name", connection))
        .post(Api.CONNECTIONS)
        .then()
        .statusCode(201);
    key.calls().delete(Api.CONNECTIONS + "/" + connection).then().statusCode(200);

    JsonPath log = of(key);

    assertThat(log.getInt("count")).isEqualTo(3);
    assertThat(log.getList("values.action"))
        .isEqualTo(List.of("deleteConnection", "createConnection", "createTable"));
    assertThat(log.getString("values[2].resource")).isEqualTo(Api.TABLES + "/" + table);
    assertThat(log.getInt("values[2].status")).isEqualTo(201);
    assertThat(log.getString("values[2].user.username")).isEqualTo("api-key-made");
    assertThat(log.getString("values[2].address")).isEqualTo("127.0.0.1");
    assertThat(Instant.parse(log.getString("values[2].timestamp")))
        .isBetween(begun.minusSeconds(1), Instant.now().plusSeconds(1));
  }

  @Test
  void holdsNeitherQueriesNorWhatWasRefused() {
    WithKeys.Made key = make("ViewTables", "AccessQueries", "ManageTables");
    String table = Api.unique("audited");
    createTable(key, table).then().statusCode(201);
    createTable(key, table).then().statusCode(409);
    key.calls().get(Api.TABLES + "/" + table).then().statusCode(200);
    key.calls()
        .contentType(ContentType.JSON)
        .body(Map.of("query", "SELECT 1"))
        .post(Api.SQL)
        .then()
        .statusCode(200);
    key.calls().delete(Api.CONNECTIONS + "/x").then().statusCode(403);

    assertThat(of(key).getList("values.action")).isEqualTo(List.of("createTable"));
  }

  @Test
  void showsOnlyWhatIsAskedFor() {
    WithKeys.Made key = make("ManageTables");
    for (int i = 0; i < 3; i++) {
      createTable(key, Api.unique("audited")).then().statusCode(201);
    }
    String mine = EVENTS + "?userId=" + key.id();

    admin().get(mine + "&limit=2").then().body("values.size()", equalTo(2), "count", equalTo(3));
    admin().get(mine + "&limit=2&offset=2").then().body("values.size()", equalTo(1));
    admin().get(mine + "&action=updateTable").then().body("count", equalTo(0));
    admin().get(mine + "&endTime=2026-01-01T00:00:00Z").then().body("count", equalTo(0));
    admin().get(mine + "&startTime=2026-01-01T00:00:00Z").then().body("count", equalTo(3));
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=1001, limit",
    "limit=many, limit",
    "offset=-1, offset",
    "startTime=yesterday, startTime",
    "endTime=2026-13-01T00:00:00Z, endTime"
  })
  void refusesWhatIsNoSelection(String query, String target) {
    admin().get(EVENTS + "?" + query).then().statusCode(400).body("target", equalTo(target));
  }

  @Test
  void isForThoseWhoMayReadIt() {
    make("AdministerApiKeys").calls().get(EVENTS).then().statusCode(403);
    make("AccessAuditLogs").calls().get(EVENTS).then().statusCode(200);
  }

  /** Who is nobody changes nothing: an entry without a user says nothing. */
  @Test
  void whatIsOpenToAllChangesNothing() {
    assertThat(DeclaredOperations.all())
        .filteredOn(
            method ->
                method.isAnnotationPresent(OpenToAll.class)
                    && !DeclaredOperations.httpMethod(method).orElseThrow().equals("GET"))
        .isNotEmpty()
        .allSatisfy(
            method -> assertThat(method.isAnnotationPresent(ChangesNothing.class)).isTrue());
  }

  @Test
  void everyChangeHasAName() {
    assertThat(DeclaredOperations.all())
        .filteredOn(
            method ->
                !DeclaredOperations.httpMethod(method).orElseThrow().equals("GET")
                    && !method.isAnnotationPresent(ChangesNothing.class))
        .isNotEmpty()
        .allSatisfy(
            method ->
                assertThat(method.getAnnotation(Operation.class).operationId())
                    .as(method.toString())
                    .isNotBlank());
  }
}
