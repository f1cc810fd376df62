package dev.lodestar.server;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What must be known before the application starts. Everything else is the application's own
 * configuration.
 *
 * @param database empty: start the embedded one
 * @param databaseWait how long to wait for another server that has the database
 * @param port 0: any free port
 */
record ServerSettings(
    DataDirectory dataDirectory,
    Optional<DatabaseAddress> database,
    Duration databaseWait,
    String host,
    int port,
    LogFormat logFormat) {
  static final String DATA_DIR = "lodestar.data-dir";
  static final String DATABASE_URL = "lodestar.database-url";
  static final String DATABASE_WAIT = "lodestar.database-wait";
  static final String REACTIVE_URL = "quarkus.datasource.reactive.url";
  static final String HOST = "quarkus.http.host";
  static final String PORT = "quarkus.http.port";
  static final String LOG_FORMAT = "lodestar.log.format";

  /** How the lines of the log are written. */
  enum LogFormat {
    TEXT,
    JSON
  }

  /** Where settings come from: a name such as {@code quarkus.http.port} to its value. */
  @FunctionalInterface
  interface Source {
    Optional<String> get(String name);

    /** System properties first, then environment variables ({@code QUARKUS_HTTP_PORT}). */
    static Source of(
        UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
      return name ->
          Optional.ofNullable(properties.apply(name))
              .or(() -> Optional.ofNullable(environment.apply(environmentName(name))))
              .map(String::strip)
              .filter(value -> !value.isEmpty());
    }

    private static String environmentName(String name) {
      return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
  }

  /** Errors: {@code INVALID_ARGUMENT} naming the setting. */
  static ServerSettings read(Source source, Path home) {
    var database =
        source
            .get(DATABASE_URL)
            .map(url -> DatabaseAddress.parse("LODESTAR_DATABASE_URL", url))
            .or(() -> source.get(REACTIVE_URL).map(DatabaseAddress::ofReactiveUrl));
    return new ServerSettings(
        source.get(DATA_DIR).map(ServerSettings::directory).orElse(defaultDirectory(home)),
        database,
        source.get(DATABASE_WAIT).map(ServerSettings::wait).orElse(Duration.ofMinutes(1)),
        source.get(HOST).orElse("127.0.0.1"),
        source.get(PORT).map(ServerSettings::port).orElse(8888),
        source.get(LOG_FORMAT).map(ServerSettings::logFormat).orElse(LogFormat.TEXT));
  }

  private static DataDirectory defaultDirectory(Path home) {
    return new DataDirectory(home.resolve(".lodestar"));
  }

  private static DataDirectory directory(String text) {
    try {
      return new DataDirectory(Path.of(text));
    } catch (InvalidPathException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, DATA_DIR, "LODESTAR_DATA_DIR is not a path: " + text, e);
    }
  }

  private static Duration wait(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          DATABASE_WAIT,
          "LODESTAR_DATABASE_WAIT must be an ISO 8601 duration such as PT5M, not " + text + ".",
          e);
    }
  }

  private static LogFormat logFormat(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default ->
          throw new ServiceException(
              ErrorCode.INVALID_ARGUMENT,
              LOG_FORMAT,
              "LODESTAR_LOG_FORMAT must be text or json, not " + text + ".");
    };
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          PORT,
          "QUARKUS_HTTP_PORT must be a port number from 0 to 65535, not " + text + ".");
    }
    return Integer.parseInt(text);
  }
}
