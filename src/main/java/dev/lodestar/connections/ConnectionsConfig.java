package dev.lodestar.connections;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Settings of connections. */
@ConfigMapping(prefix = "lodestar.connections")
public interface ConnectionsConfig {
  /**
   * Keys of 32 bytes in base64 that seal secrets: the first one seals, all of them unseal. Without
   * any, one is generated into the data directory.
   */
  Optional<List<String>> keys();

  /** Whether Kafka connections may do without credentials, and then without encryption. */
  @WithDefault("false")
  boolean plaintextKafka();

  /** The AWS identity of this server, which users name in the trust policies of their roles. */
  Optional<String> awsPrincipalArn();
}
