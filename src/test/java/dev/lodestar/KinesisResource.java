package dev.lodestar;

import dev.lodestar.testing.KinesisServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Lets every {@code @QuarkusTest} assume roles, at the server that speaks the protocol of Kinesis.
 * It is a registered service, so tests need not name it.
 */
public class KinesisResource implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    return Map.of("lodestar.connectors.sts-endpoint", KinesisServer.shared());
  }

  /** The server ends with the JVM. */
  @Override
  public void stop() {}
}
