package dev.lodestar.vitals;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks over HTTP: each by its name, with a sentence. */
@QuarkusTest
class HealthTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "ready : data directory,database,job engine,streams",
        "live : event loops,job engine",
        "started : job engine,migrations"
      })
  void namesEachCheckAndItsReason(String kind, String names) {
    JsonPath answer = given().get("/q/health/" + kind).then().statusCode(200).extract().jsonPath();

    assertThat(answer.getString("status")).isEqualTo("UP");
    List<Map<String, Object>> checks = answer.getList("checks");
    assertThat(checks)
        .extracting(check -> check.get("name"))
        .containsExactlyInAnyOrder((Object[]) names.split(","));
    assertThat(answer.getList("checks.data.reason", String.class))
        .hasSize(checks.size())
        .allMatch(reason -> reason.endsWith("."));
  }
}
