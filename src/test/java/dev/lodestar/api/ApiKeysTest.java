package dev.lodestar.api;

import static dev.lodestar.api.WithKeys.KEYS;
import static dev.lodestar.api.WithKeys.admin;
import static dev.lodestar.api.WithKeys.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of API keys. */
@QuarkusTest
@TestProfile(WithKeys.class)
class ApiKeysTest {
  private static final String REALM = "/auth/realms/acme/apikeys";

  @AfterEach
  void deleteAll() {
    admin()
        .get(KEYS)
        .jsonPath()
        .getList("items.id", String.class)
        .forEach(id -> admin().delete(KEYS + "/" + id));
  }

  private static Response post(RequestSpecification caller, Object body) {
    return caller.contentType(ContentType.JSON).body(body).post(KEYS);
  }

  @Test
  void showsAKeyOnce() {
    Map<String, Object> scoped =
        Map.of("name", "ManageIngestionJobs", "resources", List.of("projects/default"));

    Response made =
        post(
            admin(),
            Map.of(
                "name",
                "ingest-bot",
                "description",
                "CI ingestion",
                "permissions",
                List.of("ManageTables", scoped)));

    made.then().statusCode(201).header("Location", endsWith(KEYS + "/" + made.path("id")));
    String text = made.path("apiKey");
    assertThat(text).matches("pok_[A-Za-z0-9]{40}");
    assertThat(made.<String>path("redactedApiKey"))
        .isEqualTo(text.substring(0, 9) + "..." + text.substring(38));
    assertThat(made.<List<Object>>path("permissions")).containsExactly("ManageTables", scoped);
    admin()
        .get(KEYS + "/" + made.path("id"))
        .then()
        .statusCode(200)
        .body("name", equalTo("ingest-bot"))
        .body("description", equalTo("CI ingestion"))
        .body("apiKey", nullValue())
        .body("createdBy.username", equalTo("api-key-admin"))
        .body("createdOn", equalTo(made.path("createdOn")))
        .body("lastModifiedBy.userId", equalTo("00000000-0000-0000-0000-000000000001"));
    String all = admin().get(KEYS).then().statusCode(200).extract().asString();
    assertThat(all)
        .contains(made.<String>path("id"))
        .doesNotContain(text)
        .doesNotContain("apiKey\"");
  }

  @Test
  void tellsAKeyAboutItself() {
    WithKeys.Made key = make("ManageTables", Map.of("name", "ViewTables"));

    key.calls()
        .get("/v1/apikeyinfo")
        .then()
        .statusCode(200)
        .body("id", equalTo(key.id()))
        .body("permissions", equalTo(List.of("ManageTables", "ViewTables")));
    admin().get("/v1/apikeyinfo").then().body("permissions", hasItem("AdministerApiKeys"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | null",
        "7 | null",
        "{} | name",
        "{\"name\": \" \"} | name",
        "{\"name\": 7} | name",
        "{\"name\": \"a\\u0000b\"} | name",
        "{\"name\": \"\\ud800\"} | name",
        "{\"name\": \"x\", \"description\": []} | description",
        "{\"name\": \"x\", \"permissions\": \"ManageTables\"} | permissions",
        "{\"name\": \"x\", \"permissions\": {}} | permissions",
        "{\"name\": \"x\", \"permissions\": [\"managetables\"]} | permissions[0]",
        "{\"name\": \"x\", \"permissions\": [\"ManageTables\", \"Nope\"]} | permissions[1]",
        "{\"name\": \"x\", \"permissions\": [7]} | permissions[0]",
        "{\"name\": \"x\", \"permissions\": [{\"resources\": []}]} | permissions[0]",
        "{\"name\": \"x\", \"permissions\": [{\"name\": \"Nope\"}]} | permissions[0].name",
        "{\"name\": \"x\", \"permissions\": [{\"name\": \"ViewTables\", \"resources\": []}]} | permissions[0].resources",
        "{\"name\": \"x\", \"permissions\": [{\"name\": \"ViewTables\", \"resources\": \"projects/*\"}]} | permissions[0].resources",
        "{\"name\": \"x\", \"permissions\": [{\"name\": \"ViewTables\", \"resources\": [\"tables/*\"]}]} | permissions[0].resources[0]",
        "{\"name\": \"x\", \"permissions\": [{\"name\": \"ViewTables\", \"resources\": [\"projects/*\", \"projects/\"]}]} | permissions[0].resources[1]",
      })
  void refusesKeysThatAreNone(String body, String target) {
    post(admin(), body)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadArgument"))
        .body("error.target", target.equals("null") ? nullValue() : equalTo(target))
        .body("error.message", not(containsString("Exception")));
    admin().get(KEYS).then().body("items", equalTo(List.of()));
  }

  @Test
  void replacesAndPatches() {
    WithKeys.Made key = make("ManageTables");
    String path = KEYS + "/" + key.id();

    admin()
        .contentType(ContentType.JSON)
        .body(Map.of("name", "new", "description", "d", "permissions", List.of("ManageFiles")))
        .put(path)
        .then()
        .statusCode(200)
        .body("name", equalTo("new"))
        .body("permissions", equalTo(List.of("ManageFiles")));
    admin()
        .contentType(ContentType.JSON)
        .body("{\"description\": null}")
        .patch(REALM + "/" + key.id())
        .then()
        .statusCode(200)
        .body("name", equalTo("new"))
        .body("description", nullValue())
        .body("permissions", equalTo(List.of("ManageFiles")));
    admin().contentType(ContentType.JSON).body("{\"name\": \"only\"}").put(path);
    admin().get(path).then().body("name", equalTo("only")).body("permissions", equalTo(List.of()));
  }

  @Test
  void servesTheIdentityHostsPaths() {
    Response made = admin().contentType(ContentType.JSON).body("{\"name\": \"cli\"}").post(REALM);

    made.then().statusCode(201).header("Location", endsWith(REALM + "/" + made.path("id")));
    String path = REALM + "/" + made.path("id");
    admin().get(path).then().statusCode(200).body("name", equalTo("cli"));
    admin().get(REALM).then().statusCode(200).body("items.id", hasItem(made.<String>path("id")));
    admin().delete(path).then().statusCode(202);
    admin().get(path).then().statusCode(404).body("error.code", equalTo("ObjectNotFound"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "00000000-0000-0000-0000-00000000000a"})
  void missesWhatIsNotThere(String id) {
    String path = KEYS + "/" + id;

    for (Response answer :
        List.of(
            admin().get(path),
            admin().contentType(ContentType.JSON).body("{\"name\": \"x\"}").put(path),
            admin().contentType(ContentType.JSON).body("{}").patch(path),
            admin().delete(path))) {
      answer
          .then()
          .statusCode(404)
          .body("error.code", equalTo("ObjectNotFound"))
          .body("error.message", equalTo("API key %s was not found.".formatted(id)));
    }
  }

  @Test
  void keepsTheOperatorsKeyOutOfReach() {
    String id = admin().get("/v1/apikeyinfo").path("id");
    String path = KEYS + "/" + id;

    admin().get(path).then().statusCode(200).body("name", equalTo("admin"));
    admin().delete(path).then().statusCode(400).body("error.code", equalTo("BadArgument"));
    admin()
        .contentType(ContentType.JSON)
        .body("{\"name\": \"x\"}")
        .put(path)
        .then()
        .statusCode(400);
    admin().get(KEYS).then().statusCode(200).body("items.id", not(hasItem(id)));
  }

  @Test
  void takesTwentyKeysHoweverManyComeAtOnce() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 26; i++) {
        String body = "{\"name\": \"k%d\"}".formatted(i);
        answers.add(pool.submit(() -> post(admin(), body).statusCode()));
      }
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
    }

    assertThat(statuses).filteredOn(each -> each == 201).hasSize(20);
    assertThat(statuses).filteredOn(each -> each == 400).hasSize(6);
    admin().get(KEYS).then().body("items.size()", equalTo(20));
    post(admin(), "{\"name\": \"more\"}")
        .then()
        .statusCode(400)
        .body("error.message", containsString("20 API keys"));
    admin().delete(KEYS + "/" + admin().get(KEYS).path("items[7].id")).then().statusCode(202);
    post(admin(), "{\"name\": \"more\"}").then().statusCode(201);
  }

  @Test
  void letsOthersManageTheirOwnKeysOnly() {
    WithKeys.Made manager = make("ManageApiKeys", "ViewTables");
    WithKeys.Made foreign = make("ViewTables");
    WithKeys.Made own = make(manager.calls(), "ViewTables");

    manager.calls().get(KEYS).then().statusCode(200).body("items.id", hasItem(foreign.id()));
    manager
        .calls()
        .get(KEYS + "/" + own.id())
        .then()
        .body("createdBy.userId", equalTo(manager.id()));
    for (Response refused :
        List.of(
            manager.calls().delete(KEYS + "/" + foreign.id()),
            manager
                .calls()
                .contentType(ContentType.JSON)
                .body("{\"name\": \"mine\"}")
                .put(KEYS + "/" + foreign.id()))) {
      refused
          .then()
          .statusCode(403)
          .body("error.code", equalTo("AccessDenied"))
          .body("error.message", containsString("AdministerApiKeys"));
    }
    admin().get(KEYS + "/" + foreign.id()).then().statusCode(200).body("name", equalTo("made"));
    manager.calls().delete(KEYS + "/" + own.id()).then().statusCode(202);
    assertThat(own.calls().get("/v1/apikeyinfo").statusCode()).isEqualTo(401);
  }

  @Test
  void grantsNothingThatTheGrantingKeyLacks() {
    WithKeys.Made manager =
        make(
            "ManageApiKeys",
            "ViewTables",
            Map.of("name", "ManageFiles", "resources", List.of("projects/p1", "projects/p2")));
    Set<Object> granted = new HashSet<>();
    for (Object permission :
        List.of(
            "ViewTables",
            Map.of("name", "ViewTables", "resources", List.of("projects/p9")),
            Map.of("name", "ManageFiles", "resources", List.of("projects/p2")),
            "ManageFiles",
            Map.of("name", "ManageFiles", "resources", List.of("projects/*")),
            Map.of("name", "ManageFiles", "resources", List.of("projects/p2", "projects/p3")),
            "AdministerApiKeys",
            "ManageTables")) {
      Response answer =
          post(manager.calls(), Map.of("name", "k", "permissions", List.of(permission)));
      if (answer.statusCode() == 201) {
        granted.add(permission);
      } else {
        answer.then().statusCode(403).body("error.target", equalTo("permissions"));
      }
    }

    assertThat(granted).hasSize(3).contains("ViewTables").doesNotContain("ManageFiles");
    manager
        .calls()
        .contentType(ContentType.JSON)
        .body("{\"permissions\": [\"AdministerApiKeys\"]}")
        .patch(KEYS + "/" + manager.id())
        .then()
        .statusCode(403);
  }

  @Test
  void wantsJson() {
    admin()
        .contentType(ContentType.TEXT)
        .body("x")
        .post(KEYS)
        .then()
        .statusCode(415)
        .body("error.code", equalTo("UnsupportedMediaType"));
    admin().contentType(ContentType.JSON).body("{").post(KEYS).then().statusCode(400);
    admin().contentType(ContentType.JSON).post(KEYS).then().statusCode(400);
    admin().delete(KEYS).then().statusCode(405).body("error.code", equalTo("MethodNotAllowed"));
  }
}
