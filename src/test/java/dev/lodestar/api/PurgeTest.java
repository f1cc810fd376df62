package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lodestar.upkeep.Purge;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is hidden long enough goes for good, with its files. */
@QuarkusTest
class PurgeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration KEPT = Duration.ofDays(30);

  @Inject Purge purge;

  private static void load(String table, int minutes) {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    String lines =
        IntStream.range(0, minutes)
            .mapToObj(i -> "{\"ts\": \"%s\", \"n\": %d}".formatted(start.plusSeconds(60L * i), i))
            .collect(Collectors.joining("\n"));
    Api.completed(
        JobRequest.inline(table, lines).time().column("n", "long").with("partitionedBy", "minute"));
  }

  private static JsonPath done(String type, String table, String members) {
    String body =
        """
        {"type": "%s", "target": {"type": "table", "tableName": "%s"}%s}"""
            .formatted(type, table, members);
    JsonPath end =
        over(
            given()
                .contentType(ContentType.JSON)
                .body(body)
                .post(Api.JOBS)
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    assertThat(end.getString("executionStatus")).as(end.getString("health")).isEqualTo("completed");
    return end;
  }

  private static List<Path> files(String tableId) {
    Path folder = Api.dataDirectory().resolve("segments").resolve(tableId);
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String id(String table) {
    return given().get(TABLES + "/" + table).then().extract().path("id");
  }

  private int purge(Instant now) {
    return purge.purge(now).await().atMost(PATIENCE);
  }

  @Test
  void keepsWhatWasHiddenForThirtyDaysAndThenReturnsTheDisk() {
    String table = unique("purged");
    load(table, 3);
    String id = id(table);
    Instant before = Instant.now();
    done("delete_data", table, ", \"deleteAll\": true, \"softDelete\": true");
    Instant after = Instant.now();

    purge(before.plus(KEPT).minusSeconds(1));
    assertThat(files(id)).hasSize(3);
    done("restore_data", table, ", \"interval\": \"2026-01-01T00:02:00Z/PT1M\"");
    purge(after.plus(KEPT).plusSeconds(1));

    await().until(() -> files(id).size() == 1);
    assertThat(rows("SELECT \"n\" FROM \"%s\"".formatted(table)))
        .containsExactly(List.<Object>of(2));
    assertThat(Api.get(TABLES + "/" + table + "/unusedSegments").getList("values")).isEmpty();
  }

  @Test
  void purgesThousandsOfSegments() {
    String table = unique("purged");
    load(table, 2_400);
    String id = id(table);
    assertThat(files(id)).hasSize(2_400);
    done("delete_data", table, ", \"deleteAll\": true, \"softDelete\": true");

    assertThat(purge(Instant.now().plus(KEPT).plusSeconds(1))).isGreaterThanOrEqualTo(2_400);

    await().atMost(PATIENCE).until(() -> files(id).isEmpty());
    load(table, 1);
    assertThat(Api.count(table)).isEqualTo(1);
  }

  @Test
  void removesASoftlyDroppedTableWithItsLastSegment() {
    String table = unique("purged");
    load(table, 2);
    String id = id(table);
    done("drop_table", table, ", \"softDelete\": true");

    purge(Instant.now());
    assertThat(files(id)).hasSize(2);
    purge(Instant.now().plus(KEPT).plusSeconds(1));
    await().until(() -> files(id).isEmpty());

    load(table, 1);
    assertThat(id(table)).isNotEqualTo(id);
  }
}
