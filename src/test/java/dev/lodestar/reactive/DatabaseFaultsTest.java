package dev.lodestar.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.CompositeException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseFaultsTest {
  private static PgException refused(String state) {
    return new PgException("refused", "ERROR", state, null);
  }

  static Stream<Throwable> signsOfADatabaseThatIsAway() {
    return Stream.of(
        new ConnectException("Connection refused"),
        new CompletionException(ClosedConnectionException.INSTANCE),
        new CompletionException(new NoStackTraceThrowable("Timeout")),
        refused("57P01"),
        refused("57P03"),
        refused("08006"),
        refused("53300"),
        new CompositeException(new IllegalStateException(), refused("57P01")));
  }

  static Stream<Throwable> otherFaults() {
    return Stream.of(
        new IllegalStateException(),
        new NoStackTraceThrowable("anything else"),
        new IOException("No space left on device"),
        refused("23505"),
        refused("40P01"),
        new ServiceException(
            ErrorCode.COULD_NOT_CONNECT_TO_SOURCE, null, "no", new ConnectException()));
  }

  @ParameterizedTest
  @MethodSource("signsOfADatabaseThatIsAway")
  void areAReasonToAskAgain(Throwable failure) {
    assertThat(DatabaseFaults.away(failure))
        .hasValueSatisfying(
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
  }

  @ParameterizedTest
  @MethodSource("otherFaults")
  void areNotTakenForADatabaseThatIsAway(Throwable failure) {
    assertThat(DatabaseFaults.away(failure)).isEmpty();
  }
}
