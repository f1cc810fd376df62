package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.auth.Authentication;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requirement;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation of the API's description, on every mount, asks for its permission. */
@QuarkusTest
@TestProfile(WithKeys.class)
class PermissionsTest {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  private WithKeys.Made key;

  /** An operation as a client would call it. */
  private record Call(String method, String path, Requirement requirement) {
    Response by(RequestSpecification caller) {
      RequestSpecification request = caller.urlEncodingEnabled(false);
      if (Set.of("post", "put", "patch").contains(method)) {
        request.contentType(ContentType.JSON).body("{}");
      }
      return request.request(method.toUpperCase(Locale.ROOT), path);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  @BeforeEach
  void makeKey() {
    key = WithKeys.make();
  }

  @AfterEach
  void deleteKey() {
    key.delete();
  }

  private static List<Call> calls() {
    JsonPath api = given().get("/q/openapi?format=json").then().extract().jsonPath();
    Map<String, Map<String, Map<String, Object>>> paths = api.getMap("paths");
    List<Method> declared = DeclaredOperations.all();
    List<Call> calls = new ArrayList<>();
    paths.forEach(
        (path, item) ->
            item.forEach(
                (method, operation) -> {
                  if (METHODS.contains(method) && !Authentication.OPEN_PATHS.contains(path)) {
                    String id = operation.get("operationId").toString();
                    Method found = DeclaredOperations.withId(declared, id).orElseThrow();
                    calls.add(new Call(method, filled(path), Requirement.of(found)));
                  }
                }));
    return calls;
  }

  private static String filled(String path) {
    return path.replace("{projectId}", "default").replaceAll("\\{\\w+}", "x");
  }

  @Test
  void everyOperationRefusesThoseWithoutCredentials() {
    List<Call> calls = calls();

    assertThat(calls).hasSizeGreaterThan(80);
    for (Call call : calls) {
      Response none = call.by(given());
      Response wrong = call.by(WithKeys.as(WithKeys.WRONG));

      assertThat(none.statusCode()).as(call.toString()).isEqualTo(401);
      assertThat(wrong.statusCode()).as(call.toString()).isEqualTo(401);
      assertThat(none.header("WWW-Authenticate")).isEqualTo("Basic realm=\"polaris\"");
    }
  }

  @Test
  void everyOperationAsksForItsPermissionsAndForNoOther() {
    Map<Requirement, List<Call>> byRequirement = new LinkedHashMap<>();
    calls()
        .forEach(
            call ->
                byRequirement
                    .computeIfAbsent(call.requirement(), each -> new ArrayList<>())
                    .add(call));

    assertThat(byRequirement).hasSizeGreaterThan(8);
    byRequirement.forEach(
        (requirement, calls) -> {
          for (Set<Permission> lacked : tooLittle(requirement)) {
            key.grant(names(EnumSet.complementOf(EnumSet.copyOf(lacked))));
            calls.forEach(call -> assertRefused(call, lacked));
          }
          for (Set<Permission> enough : enough(requirement)) {
            key.grant(names(enough));
            calls.forEach(
                call ->
                    assertThat(call.by(key.calls()).statusCode())
                        .as("%s with %s", call, enough)
                        .isNotIn(401, 403)
                        .isLessThan(500));
          }
        });
  }

  private void assertRefused(Call call, Set<Permission> lacked) {
    Response answer = call.by(key.calls());

    assertThat(answer.statusCode()).as("%s without %s", call, lacked).isEqualTo(403);
    assertThat(lacked).allSatisfy(each -> assertThat(answer.asString()).contains(each.apiName()));
  }

  /** What is missing: each of those that are all needed, or all of which one is needed. */
  private static List<Set<Permission>> tooLittle(Requirement requirement) {
    List<Set<Permission>> lacked = new ArrayList<>();
    requirement.allOf().forEach(each -> lacked.add(Set.of(each)));
    if (!requirement.anyOf().isEmpty()) {
      lacked.add(Set.copyOf(requirement.anyOf()));
    }
    // Who has AccessQueries has ReadDataSources.
    return lacked;
  }

  private static List<Set<Permission>> enough(Requirement requirement) {
    if (requirement.anyOf().isEmpty()) {
      return List.of(Set.copyOf(requirement.allOf()));
    }
    List<Set<Permission>> sets = new ArrayList<>();
    for (Permission one : requirement.anyOf()) {
      Set<Permission> set = EnumSet.of(one);
      set.addAll(requirement.allOf());
      sets.add(set);
    }
    return sets;
  }

  private static List<String> names(Set<Permission> permissions) {
    return permissions.stream().map(Permission::apiName).toList();
  }

  @Test
  void permissionsForOtherProjectsCountForNothingHere() {
    String here = WithKeys.admin().get("/v1/projects").path("[0].metadata.uid");
    for (String resource : List.of("projects/efebfbc4-79fe-41f8-beb9-b399c1584e28", "projects/x")) {
      key.grant(scoped(resource));

      for (String path : List.of("/v1/projects/default/tables", "/v2/tables", "/v1/files")) {
        assertThat(key.calls().get(path).statusCode()).as(path).isEqualTo(403);
      }
      assertThat(key.calls().get("/v1/projects/%s/tables".formatted(here)).statusCode())
          .isEqualTo(403);
    }
    for (String resource : List.of("projects/" + here, "projects/default", "projects/*")) {
      key.grant(scoped(resource));

      for (String path : List.of("/v1/projects/default/tables", "/v2/tables", "/v1/files")) {
        assertThat(key.calls().get(path).statusCode()).as(path).isEqualTo(200);
      }
      assertThat(key.calls().get("/v1/projects/%s/tables".formatted(here)).statusCode())
          .isEqualTo(200);
      assertThat(key.calls().get("/druid/v2/datasources").statusCode()).isEqualTo(200);
    }
  }

  private static List<Map<String, Object>> scoped(String resource) {
    return Arrays.stream(Permission.values())
        .map(each -> Map.<String, Object>of("name", each.apiName(), "resources", List.of(resource)))
        .toList();
  }

  @Test
  void permissionsForOneProjectDoNotReachTheOrganization() {
    key.grant(scoped("projects/default"));

    assertThat(key.calls().get(WithKeys.KEYS).statusCode()).isEqualTo(403);
    assertThat(key.calls().get("/v1/apikeyinfo").statusCode()).isEqualTo(200);
  }
}
