package dev.lodestar.jobs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;

import dev.lodestar.connections.ConnectionsService;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A connection stays while a job uses it. */
@QuarkusTest
class ConnectionUseTest {
  private static final UserStamp STAMP =
      new UserStamp(new UserReference("somebody", "1"), Instant.parse("2026-01-05T00:00:00Z"));
  private static final String CONNECTIONS = "/v1/projects/default/connections";

  @Inject JobStore store;
  @Inject ConnectionsService connections;
  @Inject EventLoop eventLoop;

  private static <T> T done(Uni<T> work) {
    return work.await().atMost(Duration.ofSeconds(60));
  }

  /** A job that says it runs; nobody runs it. */
  private Job running(String connection) {
    Job job = job(connection);
    done(eventLoop.run(() -> store.insert(job, List.of(), () -> Uni.createFrom().voidItem())));
    return job;
  }

  private static Job job(String connection) {
    return new Job(
        UUID.randomUUID(),
        JobType.STREAMING,
        new JobState.Pending().start(STAMP.time()),
        0,
        ExecutionStatus.RUNNING,
        new JobDefinition(
            "{}",
            null,
            "connection",
            connection,
            null,
            "nowhere",
            TableLock.SHARED,
            List.of(),
            List.of("another", connection)),
        STAMP,
        STAMP,
        JobHealth.OK,
        Optional.empty());
  }

  @Test
  void storesNoJobWhoseConnectionWentMeanwhile() {
    Job job = job("gone-" + UUID.randomUUID());

    assertThatThrownBy(
            () ->
                done(
                    eventLoop.run(
                        () ->
                            store.insert(
                                job,
                                List.of(),
                                () -> connections.hold(List.of(job.definition().sourceName()))))))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("does not exist");
    assertThat(done(eventLoop.run(() -> store.identified(job.id())))).isEmpty();
  }

  @Test
  void keepsAConnectionThatAnUnfinishedJobUses() {
    String name = "used-" + UUID.randomUUID();
    given()
        .contentType(ContentType.JSON)
        .body("{\"type\": \"push_streaming\", \"name\": \"%s\"}".formatted(name))
        .post(CONNECTIONS)
        .then()
        .statusCode(201);
    Job job = running(name);

    given()
        .delete(CONNECTIONS + "/" + name)
        .then()
        .statusCode(400)
        .body("message", containsString("is used by 1 active ingestion job (" + job.id()));
    assertThat(done(eventLoop.run(() -> store.users("another")))).contains(job.id());
    given()
        .contentType(ContentType.JSON)
        .body("{\"desiredExecutionStatus\": \"canceled\"}")
        .post("/v1/projects/default/jobs/" + job.id() + "/status")
        .then()
        .statusCode(200);

    given().delete(CONNECTIONS + "/" + name).then().statusCode(200);
  }
}
