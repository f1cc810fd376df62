package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.lodestar.auth.Permission;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, groups, and what they may do. */
@QuarkusTest
@TestProfile(WithKeys.class)
class UsersTest {
  private static final String USERS = "/v1/users";
  private static final String GROUPS = "/v1/groups";

  @AfterEach
  void deleteAll() {
    admin()
        .get(USERS)
        .jsonPath()
        .getList("values.id", String.class)
        .forEach(id -> admin().delete(USERS + "/" + id));
    admin()
        .get(GROUPS)
        .jsonPath()
        .getList("values.findAll { !it.readOnly }.id", String.class)
        .forEach(id -> admin().delete(GROUPS + "/" + id));
  }

  private static RequestSpecification admin() {
    return WithKeys.admin().contentType(ContentType.JSON);
  }

  private static String user(String username, Object... permissions) {
    Response made =
        admin().body(Map.of("username", username, "permissions", List.of(permissions))).post(USERS);
    made.then().statusCode(201);
    return made.path("id");
  }

  private static String group(String name, Object... permissions) {
    Response made =
        admin().body(Map.of("name", name, "permissions", List.of(permissions))).post(GROUPS);
    made.then().statusCode(201);
    return made.path("id");
  }

  private static String predefined(String name) {
    return admin().get(GROUPS).path("values.find { it.name == '%s' }.id".formatted(name));
  }

  @Test
  void listsAllPermissions() {
    admin()
        .get("/v1/permissions")
        .then()
        .statusCode(200)
        .body("values.size()", equalTo(Permission.values().length))
        .body("values.name", hasItem("ManageTables"))
        .body("values[0].id", notNullValue())
        .body("values[0].description", notNullValue())
        .body("values[0].resources", equalTo(List.of("projects/*")));
  }

  @Test
  void makesAUser() {
    Response made =
        admin()
            .body(
                """
                {"username": "Ann@Example.org", "firstName": "Ann", "permissions": [
                  "ManageFiles", {"name": "ViewTables", "resources": ["projects/default"]}],
                  "groups": [{"name": "Data Analyst"}], "createdOn": "ignored", "id": "ignored"}""")
            .post(USERS);

    made.then()
        .statusCode(201)
        .header("Location", endsWith("/v1/users/" + made.path("id")))
        .body("username", equalTo("ann@example.org"))
        .body("email", equalTo("ann@example.org"))
        .body("firstName", equalTo("Ann"))
        .body("lastName", nullValue())
        .body("enabled", equalTo(true))
        .body("emailVerified", equalTo(false))
        .body("permissions.name", contains("ManageFiles", "ViewTables"))
        .body("permissions[1].resources", contains("projects/default"))
        .body("groups.name", contains("Data Analyst"))
        .body("groups[0].readOnly", equalTo(true))
        .body("actions", containsInAnyOrder("VERIFY_EMAIL", "UPDATE_PASSWORD"));
    assertThat(admin().get(USERS + "/" + made.path("id")).asString()).isEqualTo(made.asString());
    admin()
        .body("{\"username\": \"bob@example.org\"}")
        .post(USERS + "?skipInvite=true")
        .then()
        .statusCode(201)
        .body("actions", equalTo(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | null",
        "{} | username",
        "{\"username\": \"ann\"} | username",
        "{\"username\": \"a b@c\"} | username",
        "{\"username\": 7} | username",
        "{\"username\": \"a@b\", \"firstName\": \"x\\u0000\"} | firstName",
        "{\"username\": \"a@b\", \"enabled\": 1} | enabled",
        "{\"username\": \"a@b\", \"permissions\": [\"Nope\"]} | permissions[0]",
        "{\"username\": \"a@b\", \"groups\": [\"nope\"]} | groups[0]",
        "{\"username\": \"a@b\", \"groups\": [7]} | groups[0]",
        "{\"username\": \"a@b\", \"groups\": {}} | groups",
        "{\"username\": \"a@b\", \"actions\": [\"SLEEP\"]} | actions[0]",
        "{\"username\": \"a@b\", \"identities\": [{}]} | identities[0]"
      })
  void refusesUsersThatAreNone(String body, String target) {
    admin()
        .body(body)
        .post(USERS)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadArgument"))
        .body("error.target", equalTo(target.equals("null") ? null : target));
    admin().get(USERS).then().body("count", equalTo(0));
  }

  @Test
  void findsUsersAndTurnsPages() {
    for (String name : List.of("cid", "ann", "bob", "joanna")) {
      user(name + "@example.org");
    }
    String bob = admin().get(USERS + "?search=BOB").path("values[0].id");
    admin().body("{\"lastName\": \"Hannover\"}").put(USERS + "/" + bob).then().statusCode(200);

    admin()
        .get(USERS + "?search=ANN&top=2")
        .then()
        .statusCode(200)
        .body("values.username", contains("ann@example.org", "bob@example.org"))
        .body("count", equalTo(3));
    admin()
        .get(USERS + "?search=ann&top=2&skip=2")
        .then()
        .body("values.username", contains("joanna@example.org"))
        .body("count", equalTo(3));
    admin().get(USERS).then().body("values.size()", equalTo(4)).body("count", equalTo(4));
    admin().get(USERS + "?skip=99").then().statusCode(200).body("values", equalTo(List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"top=0", "top=101", "top=x", "skip=-1", "skip=99999999999"})
  void refusesPagesThatAreNone(String query) {
    admin()
        .get(USERS + "?" + query)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadArgument"));
    admin().get(GROUPS + "/" + predefined("Viewer") + "/members?" + query).then().statusCode(400);
  }

  @Test
  void keepsUsernamesApartAndAsTheyAre() {
    String ann = user("ann@example.org");

    admin()
        .body("{\"username\": \"ANN@example.org\"}")
        .post(USERS)
        .then()
        .statusCode(409)
        .body("error.code", equalTo("StateConflict"));
    admin()
        .body("{\"username\": \"bob@example.org\"}")
        .put(USERS + "/" + ann)
        .then()
        .statusCode(400)
        .body("error.target", equalTo("username"));
    Map<String, Object> whole =
        new HashMap<>(admin().get(USERS + "/" + ann).jsonPath().getMap("$"));
    whole.put("lastName", "Smith");
    admin()
        .body(whole)
        .put(USERS + "/" + ann)
        .then()
        .statusCode(200)
        .body("lastName", equalTo("Smith"))
        .body("username", equalTo("ann@example.org"))
        .body("createdOn", equalTo(whole.get("createdOn")));
  }

  @Test
  void makesEachUserOnceHoweverManyAskAtOnce() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(
            pool.submit(
                () ->
                    admin().body("{\"username\": \"same@example.org\"}").post(USERS).statusCode()));
      }
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
    }

    assertThat(statuses).filteredOn(each -> each == 201).hasSize(1);
    assertThat(statuses).filteredOn(each -> each == 409).hasSize(11);
  }

  @Test
  void addsUpWhatAUserMayDo() {
    String ann = user("ann@example.org", "ManageFiles");
    String loaders = group("Loaders", "ManageTables", "ManageFiles");
    String path = USERS + "/" + ann + "/effectivepermissions";

    admin().get(path).then().statusCode(200).body("values.name", contains("ManageFiles"));
    admin()
        .body(Map.of("values", List.of(Map.of("id", ann))))
        .post(GROUPS + "/" + loaders + "/members")
        .then()
        .statusCode(200)
        .body("userCount", equalTo(1));
    admin().get(path).then().body("values.name", contains("ManageFiles", "ManageTables"));
    admin()
        .body(Map.of("name", "Loaders", "permissions", List.of("ManageStreams")))
        .put(GROUPS + "/" + loaders)
        .then()
        .statusCode(200);
    admin().get(path).then().body("values.name", contains("ManageFiles", "ManageStreams"));
    admin().delete(GROUPS + "/" + loaders).then().statusCode(200);
    admin().get(path).then().body("values.name", contains("ManageFiles"));
    admin().get(USERS + "/" + ann).then().body("groups", equalTo(List.of()));
  }

  @Test
  void hasFiveGroupsThatStayAsTheyAre() {
    admin()
        .get(GROUPS)
        .then()
        .statusCode(200)
        .body(
            "values.findAll { it.readOnly }.name",
            contains(
                "Organization Admin", "Project Admin", "Data Manager", "Data Analyst", "Viewer"))
        .body("values[0].permissions.size()", equalTo(Permission.values().length))
        .body("values[1].permissions.name", hasItem("ManageProjects"))
        .body("values[1].permissions.name", not(hasItem("AdministerUsers")))
        .body("values[2].permissions.name", hasItem("ManageIngestionJobs"))
        .body("values[3].permissions.name", hasItem("AccessQueries"))
        .body("values[3].permissions.name", not(hasItem("ManageTables")))
        .body("values[4].permissions.name", not(hasItem("AccessQueries")));
    String viewer = GROUPS + "/" + predefined("Viewer");
    for (Response refused :
        List.of(admin().delete(viewer), admin().body("{\"name\": \"x\"}").put(viewer))) {
      refused
          .then()
          .statusCode(400)
          .body("error.code", equalTo("BadArgument"))
          .body("error.message", containsString("predefined"));
    }
    admin().body("{\"name\": \"viewer\"}").post(GROUPS).then().statusCode(409);
  }

  @Test
  void changesWhoIsInAGroup() {
    String ann = user("ann@example.org");
    String bob = user("bob@example.org");
    String members = GROUPS + "/" + predefined("Viewer") + "/members";

    admin().body(List.of(ann, "bob@example.org", ann)).post(members).then().statusCode(200);
    admin()
        .body(List.of(Map.of("username", "ann@example.org")))
        .post(members)
        .then()
        .statusCode(200);
    admin()
        .get(members)
        .then()
        .statusCode(200)
        .body("values.id", contains(ann, bob))
        .body("count", equalTo(2));
    admin()
        .body(Map.of("values", List.of(Map.of("id", ann))))
        .delete(members)
        .then()
        .statusCode(200);
    admin().get(members).then().body("values.id", contains(bob));
    WithKeys.admin().delete(members + "?userId=" + bob).then().statusCode(200);
    admin().get(members).then().body("count", equalTo(0));
    WithKeys.admin().delete(members).then().statusCode(400);
    for (String body : List.of("[]", "{}", "[7]", "[\"nobody@example.org\"]", "{\"values\": 7}")) {
      admin().body(body).post(members).then().statusCode(400);
    }
    admin().delete(USERS + "/" + ann).then().statusCode(200).body("id", equalTo(ann));
    admin().get(USERS + "/" + ann).then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "00000000-0000-0000-0000-00000000000a", "1-1-1-1-1"})
  void missesWhatIsNotThere(String id) {
    for (Response answer :
        List.of(
            admin().get(USERS + "/" + id),
            admin().body("{}").put(USERS + "/" + id),
            admin().delete(USERS + "/" + id),
            admin().get(USERS + "/" + id + "/effectivepermissions"),
            admin().get(GROUPS + "/" + id),
            admin().body("{\"name\": \"x\"}").put(GROUPS + "/" + id),
            admin().delete(GROUPS + "/" + id),
            admin().get(GROUPS + "/" + id + "/members"),
            admin().body("[\"a@b\"]").post(GROUPS + "/" + id + "/members"))) {
      answer
          .then()
          .statusCode(404)
          .body("error.code", equalTo("ObjectNotFound"))
          .body("error.message", containsString(id + " was not found."));
    }
  }
}
