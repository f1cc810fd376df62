package dev.lodestar.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code deploy/kubernetes/secrets.sh} prints. */
final class Secrets {
  private Secrets() {}

  /**
   * Runs the script for an overlay, with the address of a database whose password has odd
   * characters.
   */
  static List<JsonNode> printed(String overlay) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("deploy/kubernetes/secrets.sh", overlay);
    builder
        .environment()
        .put("LODESTAR_DATABASE_URL", "postgresql://u:it's%20%23@db.example.org/d");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("secrets.sh ended with " + process.exitValue());
    }
    return Yaml.documents(text);
  }
}
