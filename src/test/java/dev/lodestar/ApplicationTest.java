package dev.lodestar;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ApplicationTest {
  @Test
  void isReadyOnItsDatabase() {
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
  }

  @Test
  void describesItself() {
    given().get("/q/openapi?format=json").then().statusCode(200);
  }
}
