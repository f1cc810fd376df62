package dev.lodestar.auth.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the tokens that this server issues. */
@ConfigMapping(prefix = "lodestar.auth.tokens")
public interface TokenConfig {
  /** How long a token is good for. */
  @WithDefault("PT5M")
  Duration lifetime();

  /** How long a key signs, before a new one does. */
  @WithDefault("P30D")
  Duration keyLifetime();

  /**
   * Where clients reach this server, such as {@code https://polaris.example.org}; what tokens and
   * the discovery document name as their issuer begins with it. Without it, that is the address
   * which the client asks at.
   */
  Optional<String> publicUrl();
}
