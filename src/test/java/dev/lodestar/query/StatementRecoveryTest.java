package dev.lodestar.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.sql.OutputColumn;
import dev.lodestar.sql.SqlType;
import dev.lodestar.storage.ResultStore;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What a start finds, and what time does, to statements. */
@QuarkusTest
class StatementRecoveryTest {
  private static final String STATEMENTS = "/v1/query/sql/statements/";
  private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

  @Inject StatementRecovery recovery;
  @Inject StatementStore store;
  @Inject ResultStore results;
  @Inject EventLoop eventLoop;

  /** A statement in this state, with one page of bytes. */
  private AsyncStatement stored(StatementState state) throws IOException {
    UUID id = UUID.randomUUID();
    AsyncStatement statement =
        new AsyncStatement(
            id,
            "query-" + id,
            SqlRequest.of("SELECT 1 AS \"v\""),
            List.of(new OutputColumn("v", SqlType.INTEGER)),
            state,
            0,
            new UserStamp(new UserReference("ada", "1"), START));
    done(eventLoop.run(() -> store.insert(statement, Integer.MAX_VALUE)));
    results.open(id);
    try (OutputStream page = results.createPage(id, 0)) {
      page.write("[1]\n".getBytes(StandardCharsets.UTF_8));
    }
    return statement;
  }

  private static <T> T done(Uni<T> work) {
    return work.await().atMost(Duration.ofSeconds(60));
  }

  private static boolean hasResult(UUID id) {
    Path data = Path.of(ConfigProvider.getConfig().getValue("lodestar.data-dir", String.class));
    return Files.exists(data.resolve("results").resolve(id.toString()));
  }

  private static StatementState.Succeeded succeeded(Instant ended) {
    return new StatementState.Running(ended)
        .succeed(ended, new StatementResult(List.of(new ResultPage(0, 1, 4))));
  }

  @Test
  void failsWhatRanAndKeepsWhatIsOver() throws IOException {
    AsyncStatement ran = stored(new StatementState.Running(START));
    AsyncStatement over = stored(succeeded(Instant.now()));
    UUID orphan = UUID.randomUUID();
    results.open(orphan);

    assertThat(done(recovery.recover())).isPositive();

    given()
        .get(STATEMENTS + ran.queryId())
        .then()
        .statusCode(200)
        .body("state", equalTo("FAILED"))
        .body("errorDetails.errorMessage", containsString("stopped"));
    given().get(STATEMENTS + ran.queryId() + "/results").then().statusCode(404);
    given()
        .get(STATEMENTS + over.queryId() + "/results?resultFormat=csv")
        .then()
        .statusCode(200)
        .body(equalTo("1\n\n"));
    assertThat(hasResult(over.id())).isTrue();
    assertThat(hasResult(ran.id())).isFalse();
    assertThat(hasResult(orphan)).isFalse();
  }

  @Test
  void forgetsStatementsThatEndedLongAgo() throws IOException {
    AsyncStatement old = stored(succeeded(START));
    AsyncStatement young = stored(succeeded(START.plus(Duration.ofDays(2))));

    done(recovery.expire(START.plus(Duration.ofDays(8))));

    given().get(STATEMENTS + old.queryId()).then().statusCode(404);
    given().get(STATEMENTS + old.queryId() + "/results").then().statusCode(404);
    assertThat(hasResult(old.id())).isFalse();
    given().get(STATEMENTS + young.queryId()).then().statusCode(200);
    assertThat(hasResult(young.id())).isTrue();
  }

  @Test
  void letsWhatWaitsRun() throws IOException {
    AsyncStatement waiting = stored(new StatementState.Accepted());

    recovery.tick();

    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                "SUCCESS"
                    .equals(
                        given().get(STATEMENTS + waiting.queryId()).jsonPath().getString("state")));
    given()
        .get(STATEMENTS + waiting.queryId() + "/results?resultFormat=csv")
        .then()
        .body(equalTo("1\n\n"));
  }
}
