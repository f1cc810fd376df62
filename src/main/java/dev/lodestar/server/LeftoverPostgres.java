package dev.lodestar.server;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The PostgreSQL that a killed server left running, or only its pid file.
 *
 * @param home the folder that holds our PostgreSQL's programs; only our own run from there
 */
record LeftoverPostgres(Path home, Path data, PostgresCommand command) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * Stops the process, or removes a pid file that names something else: process ids are reused,
   * above all in containers, and PostgreSQL would refuse to start beside the stranger.
   *
   * <p>It is stopped rather than adopted, because its sessions may still hold locks of the dead
   * server. Errors: {@code SERVICE_UNAVAILABLE} naming the process that could not be judged or
   * stopped.
   */
  void stop() throws IOException {
    var pidFile = data.resolve("postmaster.pid");
    var process = pid(pidFile).flatMap(ProcessHandle::of);
    if (process.isEmpty()) {
      Files.deleteIfExists(pidFile);
      return;
    }
    var stranger = process.get();
    if (isOurs(stranger)) {
      if (!command.stop(data, LIMIT)) {
        throw stuck(stranger, "does not stop");
      }
    } else if (isForeign(stranger)) {
      Files.deleteIfExists(pidFile);
    } else {
      throw stuck(stranger, "may be an earlier PostgreSQL on the same data");
    }
  }

  private static Optional<Long> pid(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(pidFile);
    return lines.stream()
        .findFirst()
        .filter(line -> line.strip().matches("\\d{1,18}"))
        .map(line -> Long.valueOf(line.strip()));
  }

  private boolean isOurs(ProcessHandle process) {
    return process.info().command().filter(path -> Path.of(path).startsWith(home)).isPresent();
  }

  /** Some other program, or a process of another user, who could not have written to our data. */
  private static boolean isForeign(ProcessHandle process) {
    var self = ProcessHandle.current().info().user();
    return process.info().command().isPresent()
        || (process.info().user().isPresent() && !process.info().user().equals(self))
        || !process.isAlive();
  }

  private ServiceException stuck(ProcessHandle process, String what) {
    return new ServiceException(
        ErrorCode.SERVICE_UNAVAILABLE,
        data.toString(),
        "Process "
            + process.pid()
            + ", named in "
            + data.resolve("postmaster.pid")
            + ", "
            + what
            + "; end it with \"kill -INT "
            + process.pid()
            + "\" and start Lodestar again.");
  }
}
