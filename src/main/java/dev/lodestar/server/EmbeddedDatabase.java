package dev.lodestar.server;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of our own: a child process whose data lie in the data directory, reachable on the
 * loopback interface with a password only.
 *
 * <p>The caller holds the {@link DataDirectoryLock}; so whatever PostgreSQL still runs on these
 * data was left behind by a killed server and is stopped first. It runs in a session of its own, so
 * that Ctrl-C reaches the server alone, which stops PostgreSQL last.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final String USER = "lodestar";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Duration INIT_LIMIT = Duration.ofMinutes(3);

  /** Long, because replaying the log after a crash counts into it. */
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int START_ATTEMPTS = 3;

  /**
   * Durable and small: it holds control state, not table data. Failed statements are not logged,
   * since they hold values of users.
   */
  private static final String OPTIONS =
      """
      -c listen_addresses=127.0.0.1 -c unix_socket_directories=
      -c fsync=on -c synchronous_commit=on -c full_page_writes=on
      -c max_connections=40 -c shared_buffers=32MB -c max_wal_size=256MB
      -c jit=off -c max_parallel_workers_per_gather=0
      -c log_min_messages=log -c log_checkpoints=off
      """
          .replace('\n', ' ');

  private final Path home;
  private final Path data;
  private final PostgresCommand command;
  private int port;

  private EmbeddedDatabase(Path home, PostgresCommand command) {
    this.home = home;
    this.data = home.resolve("data");
    this.command = command;
  }

  /**
   * Starts PostgreSQL and waits until it answers; the first time it creates the database. Errors:
   * {@code STORAGE_UNAVAILABLE} and {@code SERVICE_UNAVAILABLE} with the reason that PostgreSQL
   * gave.
   */
  public static EmbeddedDatabase start(DataDirectory directory) {
    var home = directory.database();
    requirePlain(home);
    try {
      Files.createDirectories(home);
      // The process list shows real paths, so compare with a real one.
      home = home.toRealPath();
      var database = new EmbeddedDatabase(home, new PostgresCommand(PostgresBinaries.unpack(home)));
      database.initialize();
      new LeftoverPostgres(home, database.data, database.command).stop();
      database.launch();
      return database;
    } catch (IOException e) {
      throw DataDirectoryLock.unwritable(directory.root(), e);
    }
  }

  public DatabaseAddress address() {
    try {
      return new DatabaseAddress(
          "postgresql://127.0.0.1:" + port + "/postgres",
          Optional.of(USER),
          Optional.of(Files.readString(passwordFile(data)).strip()));
    } catch (IOException e) {
      throw DataDirectoryLock.unwritable(home, e);
    }
  }

  /** Stops PostgreSQL; open connections are ended. */
  @Override
  public void close() {
    command.stop(data, STOP_LIMIT);
  }

  /** A half-made database never bears the final name. */
  private void initialize() throws IOException {
    if (Files.exists(data)) {
      requireOwn(data);
      return;
    }
    var unfinished = home.resolve("data.new");
    PostgresBinaries.deleteTree(unfinished);
    var password = home.resolve("password.new");
    Files.deleteIfExists(password);
    Files.createFile(password, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    var random = new byte[16];
    new SecureRandom().nextBytes(random);
    Files.writeString(password, HexFormat.of().formatHex(random));
    var result =
        command.run(
            "initdb",
            List.of(
                "--pgdata=" + unfinished,
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions"),
            INIT_LIMIT);
    if (!result.ok()) {
      throw failed(data, "could not create its database", result.reason());
    }
    Files.move(password, passwordFile(unfinished));
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void launch() throws IOException {
    var log = home.resolve("postgres.log");
    for (var attempt = 1; ; attempt++) {
      if (Files.exists(log)) {
        Files.move(log, home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
      // Another program may take the port before PostgreSQL does; hence the attempts.
      port = freePort();
      var result = command.start(data, log, "-p " + port + " " + OPTIONS, START_LIMIT);
      if (result.ok()) {
        return;
      }
      if (attempt == START_ATTEMPTS) {
        throw failed(data, "did not start", PostgresCommand.reasonIn(log).orElse(result.reason()));
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path passwordFile(Path data) {
    return data.resolve("lodestar.password");
  }

  /** PostgreSQL's programs call each other through a shell, within double quotes. */
  private static void requirePlain(Path home) {
    if (home.toString().chars().anyMatch(c -> "\"$`\\\n".indexOf(c) >= 0)) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          home.toString(),
          "The embedded PostgreSQL cannot live in "
              + home
              + "; set LODESTAR_DATA_DIR to a path without double quotes, dollar signs, backquotes"
              + " and backslashes.");
    }
  }

  private static void requireOwn(Path data) throws IOException {
    var owner = Files.getOwner(data).getName();
    var self = ProcessHandle.current().info().user().orElse(owner);
    if (!owner.equals(self)) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          data.toString(),
          "The database "
              + data
              + " belongs to the user "
              + owner
              + ", but Lodestar runs as "
              + self
              + "; run it as "
              + owner
              + " or set LODESTAR_DATA_DIR to another directory.");
    }
  }

  private static ServiceException failed(Path data, String what, @Nullable String reason) {
    return new ServiceException(
        ErrorCode.SERVICE_UNAVAILABLE,
        data.toString(),
        "The embedded PostgreSQL "
            + what
            + " in "
            + data
            + ": "
            + reason
            + "; repair or restore that directory, or set LODESTAR_DATABASE_URL to a PostgreSQL of"
            + " your own.");
  }
}
