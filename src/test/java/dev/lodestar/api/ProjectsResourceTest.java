package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProjectsResourceTest {
  @Test
  void listsTheOneProjectAsABareArray() {
    given()
        .get("/v1/projects")
        .then()
        .statusCode(200)
        .body("$", hasSize(1))
        .body("[0].metadata.name", equalTo("default"))
        .body("[0].spec.desiredState", equalTo("running"))
        .body("[0].status.state", equalTo("running"));
  }

  @Test
  void findsTheProjectByItsIdAndByItsAlias() {
    String id = Api.get("/v1/projects").getString("[0].metadata.uid");

    assertThat(Api.get("/v1/projects/" + id).getString("metadata.uid")).isEqualTo(id);
    assertThat(Api.get("/v1/projects/default").getString("metadata.uid")).isEqualTo(id);
    given().get("/v1/projects/%s/tables".formatted(id)).then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/projects/nope",
        "/v1/projects/nope/tables",
        "/v1/projects/nope/jobs/x/status",
        "/v1/projects/nope/files/a/b",
        "/v1/projects/00000000-0000-0000-0000-000000000000/tables/t"
      })
  void knowsNoOtherProject(String path) {
    given()
        .get(path)
        .then()
        .statusCode(404)
        .body("code", equalTo("ObjectNotFound"))
        .body("target", equalTo("projectId"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic pok_1234",
        "Basic cG9rXzEyMzQ6",
        "Basic",
        "Bearer a.b.c",
        "bearer",
        "Negotiate ???",
        "",
        "x"
      })
  void ignoresAuthorizationOfEveryForm(String header) {
    given().header("Authorization", header).get("/v1/projects").then().statusCode(200);
  }
}
