package dev.lodestar.api;

import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Things of one kind that are deleted at the same moment, each of which has an answer. */
@QuarkusTest
class ConcurrentDeletesTest {
  private static final String CONNECTIONS = "/v1/projects/default/connections";
  private static final int COUNT = 100;
  private static final int AT_ONCE = 8;

  private static String made() {
    String name = unique("deleted");
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "push_streaming", "name", name))
        .post(CONNECTIONS)
        .then()
        .statusCode(201);
    return name;
  }

  private static int deleted(String name) {
    return given().delete(CONNECTIONS + "/" + name).statusCode();
  }

  @Test
  void answersEachOfManyDeletions() throws Exception {
    List<String> names = Stream.generate(ConcurrentDeletesTest::made).limit(COUNT).toList();
    List<Future<Integer>> answers = new ArrayList<>();
    ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (String name : names) {
        answers.add(clients.submit(() -> deleted(name)));
      }

      for (Future<Integer> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      }
    } finally {
      clients.shutdownNow();
    }
  }
}
