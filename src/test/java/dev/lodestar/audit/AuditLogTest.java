package dev.lodestar.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.UserReference;
import dev.lodestar.reactive.EventLoop;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How long entries of the audit log are kept. */
@QuarkusTest
class AuditLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject AuditStore store;
  @Inject EventLoop eventLoop;

  private <T> T await(Supplier<Uni<T>> work) {
    return eventLoop.run(work).await().atMost(PATIENCE);
  }

  private AuditLog at(String time) {
    return new AuditLog(
        store, () -> Period.ofDays(10), Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
  }

  private long count(UserReference user) {
    AuditSelection all =
        new AuditSelection(
            Optional.empty(), Optional.empty(), Optional.of(user.userId()), Optional.empty(), 1, 0);
    return await(() -> store.page(all)).count();
  }

  @Test
  void forgetsEntriesThatAreOlderThanTheyAreKept() {
    UserReference user = new UserReference("somebody", UUID.randomUUID().toString());
    await(() -> at("2001-01-01T00:00:00Z").write(user, "createTable", "/t", 201, "::1"));
    await(() -> at("2001-01-05T00:00:00Z").write(user, "createTable", "/t", 201, "::1"));

    await(() -> at("2001-01-10T23:59:59Z").forgetOld());
    assertThat(count(user)).isEqualTo(2);
    await(() -> at("2001-01-11T00:00:01Z").forgetOld());
    assertThat(count(user)).isEqualTo(1);
  }
}
