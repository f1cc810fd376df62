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
   * server. Errors: {@code SERVICE_UNAVAILABLE} naming the process that does not stop.
   */
  void stop() throws IOException {
    var pidFile = data.resolve("postmaster.pid");
    var process = pid(pidFile).flatMap(ProcessHandle::of).filter(this::isOurs);
    if (process.isEmpty()) {
      // Were this judgement wrong, PostgreSQL would still find its shared memory in use.
      Files.deleteIfExists(pidFile);
    } else if (!command.stop(data, LIMIT)) {
      throw stuck(process.get());
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

  /** A finished process that nobody has reaped has no command line. */
  private boolean isOurs(ProcessHandle process) {
    var programs = home + "/";
    return process.info().commandLine().filter(line -> line.startsWith(programs)).isPresent();
  }

  private ServiceException stuck(ProcessHandle process) {
    return new ServiceException(
        ErrorCode.SERVICE_UNAVAILABLE,
        data.toString(),
        "An earlier PostgreSQL on "
            + data
            + ", process "
            + process.pid()
            + ", does not stop; end it with \"kill -QUIT "
            + process.pid()
            + "\" and start Lodestar again.");
  }
}
