package dev.lodestar.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate of its own for a server under test.
 *
 * @param certificate PEM
 * @param key PEM, PKCS#8
 */
public record ServerCertificate(Path certificate, Path key) {
  /** In a new folder, which goes with the process. */
  public static ServerCertificate make() {
    try {
      Path folder = Files.createTempDirectory("certificate");
      folder.toFile().deleteOnExit();
      TestCertificate made = TestCertificate.make(folder, "server");
      return new ServerCertificate(
          Files.writeString(folder.resolve("server.crt"), made.certificate()),
          Files.writeString(folder.resolve("server.key"), made.key()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
