package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Short words for checks of connections. */
final class Checks {
  static final String EXTERNAL_ID = "0d7f6a2e-8b7f-4d21-9df0-6c5d0b8a9e11";
  static final String ROLE = "arn:aws:iam::123456789012:role/polaris-read";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Checks() {}

  /** Patient ones: a slow machine must not look like a broken system. */
  static ClientSettings settings() {
    return settings(PATIENCE, null, "http://127.0.0.1:1/{account}");
  }

  static ClientSettings settings(
      Duration timeout, @Nullable String stsEndpoint, String azureEndpoint) {
    return new ClientSettings(
        EXTERNAL_ID,
        Optional.ofNullable(stsEndpoint).map(URI::create),
        azureEndpoint,
        timeout,
        OutsideAddresses.all());
  }

  static void passes(ConnectionSpec connection, ClientSettings settings)
      throws InterruptedException {
    new SystemCheck(settings).run(connection);
  }

  /** What is wrong, in a sentence that keeps secrets. */
  static String fault(ConnectionSpec connection, ClientSettings settings) {
    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class, () -> new SystemCheck(settings).run(connection));
    assertThat(fault).as("%s was expected to fail", connection.name()).isNotNull();
    assertThat(fault.code()).isEqualTo(ErrorCode.COULD_NOT_CONNECT_TO_SOURCE);
    assertThat(fault.target()).contains(connection.name());
    assertThat(fault.messageText())
        .startsWith("Connection " + connection.name() + " does not work: ")
        .endsWith(".")
        .doesNotContain("\n")
        .doesNotContain("Exception")
        .doesNotContain("hidden-secret");
    return fault.messageText();
  }
}
