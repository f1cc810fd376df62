package dev.lodestar.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** Settings of authentication. */
@ConfigMapping(prefix = "lodestar.auth")
public interface AuthConfig {
  /**
   * Whether requests need credentials. Without, everybody may do everything, and the server binds
   * to the loopback interface only.
   */
  @WithDefault("true")
  boolean enabled();

  /** API keys of the organization, the admin key aside. */
  @WithDefault("20")
  int keysMax();

  /** Different wrong credentials from one address, before it has to wait. */
  @WithDefault("30")
  int failuresMax();

  /** The time within which they count. */
  @WithDefault("PT1M")
  Duration failuresWindow();

  /** Requests of one caller a minute; as many as it likes when absent. */
  OptionalInt requestsPerMinute();
}
