package dev.lodestar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Kubernetes and Compose wait longer for the end of a server than the server itself. */
class GracePeriodTest {
  /** Before SIGTERM, so that proxies learn that this server goes. */
  private static final int PAUSE_SECONDS = 5;

  @Test
  void ofAPodIsLongerThanAnOrderlyStop() throws IOException {
    assertThat(
            seconds(
                "deploy/kubernetes/base/deployment.yaml", "terminationGracePeriodSeconds: (\\d+)"))
        .isGreaterThan(OrderlyStop.LIMIT.toSeconds() + PAUSE_SECONDS);
  }

  @Test
  void ofAServiceIsLongerThanAnOrderlyStop() throws IOException {
    assertThat(seconds("deploy/compose.yaml", "server:[\\s\\S]*?stop_grace_period: (\\d+)s"))
        .isGreaterThan(OrderlyStop.LIMIT.toSeconds());
  }

  private static long seconds(String file, String pattern) throws IOException {
    var found = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
    assertThat(found.find()).isTrue();
    return Long.parseLong(found.group(1));
  }
}
