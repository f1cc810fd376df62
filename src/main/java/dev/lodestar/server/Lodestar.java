package dev.lodestar.server;

import dev.lodestar.demo.Demo;
import dev.lodestar.demo.DemoKey;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import dev.lodestar.storage.OwnersFile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The entry point: {@code java -jar quarkus-run.jar}. */
@QuarkusMain
public class Lodestar {
  private static final Logger LOG = Logger.getLogger(Lodestar.class);

  /** What the announcement says about the database; set before the application runs. */
  private static String databaseNote = "";

  private static Optional<JsonLog> jsonLog = Optional.empty();

  public static void main(String... args) {
    var stop = OrderlyStop.register();
    try {
      prepare(stop);
      if (!stop.begun()) {
        Quarkus.run(Application.class, (code, failure) -> end(stop, code, failure), args);
      }
    } catch (ServiceException e) {
      end(stop, 1, e);
    } finally {
      stop.applicationEnded();
    }
  }

  private static void end(OrderlyStop stop, int code, @Nullable Throwable failure) {
    if (failure != null) {
      var reason = StartFailure.explain(failure);
      System.err.println(jsonLog.isPresent() ? JsonLog.line(reason) : "lodestar: " + reason);
    }
    stop.applicationEnded();
    System.exit(code);
  }

  private static void prepare(OrderlyStop stop) {
    var source = ServerSettings.Source.of(System::getProperty, System::getenv);
    var settings = ServerSettings.read(source, Path.of(System.getProperty("user.home")));
    if (settings.logFormat() == ServerSettings.LogFormat.JSON) {
      jsonLog = Optional.of(JsonLog.begin());
    }
    var directory = settings.dataDirectory();
    System.setProperty(ServerSettings.DATA_DIR, directory.root().toString());
    System.setProperty(ServerSettings.HOST, settings.host());
    System.setProperty(ServerSettings.PORT, String.valueOf(settings.port()));
    stop.closeAtEnd(DataDirectoryLock.acquire(directory));
    requireFree(settings.host(), settings.port());
    var initialization = Initialization.begin();
    var address =
        settings
            .database()
            .orElseGet(
                () -> {
                  var database = EmbeddedDatabase.start(directory);
                  stop.closeAtEnd(database);
                  return database.address();
                });
    settings.database().ifPresent(shared -> lock(shared, settings.databaseWait(), stop));
    databaseNote = settings.database().map(DatabaseAddress::toString).orElse("embedded PostgreSQL");
    configure(source, address);
    initialization.await();
  }

  private static void lock(DatabaseAddress address, Duration wait, OrderlyStop stop) {
    stop.closeAtEnd(
        // Nothing may be written any more, not even in an orderly end.
        DatabaseLock.acquire(address, wait, stop::begun, () -> Runtime.getRuntime().halt(1)));
  }

  /** Explicit Quarkus settings win over what was derived. */
  private static void configure(ServerSettings.Source source, DatabaseAddress address) {
    address
        .properties()
        .forEach(
            (name, value) -> {
              if (source.get(name).isEmpty()) {
                System.setProperty(name, value);
              }
            });
  }

  /** Asked early, so that a second server does not first start a database to find out. */
  private static void requireFree(String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.SERVICE_UNAVAILABLE, host + ":" + port, StartFailure.portTaken(host, port), e);
    }
  }

  /** Runs once everything is up. */
  static final class Application implements QuarkusApplication {
    @Override
    public int run(String... args) {
      var config = ConfigProvider.getConfig();
      var host = config.getValue(ServerSettings.HOST, String.class);
      var port = config.getValue(ServerSettings.PORT, Integer.class);
      announce(
          "Lodestar listens on http://%s:%d; data in %s; database: %s; started in %.1f s."
              .formatted(
                  host,
                  port,
                  config.getValue(ServerSettings.DATA_DIR, String.class),
                  databaseNote,
                  ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0));
      if (List.of(args).contains("demo")) {
        startDemo(host, port);
      }
      Quarkus.waitForExit();
      return 0;
    }

    private static void announce(String sentence) {
      if (jsonLog.isPresent()) {
        jsonLog.get().isConfigured();
        LOG.info(sentence);
      } else {
        System.out.println(sentence);
      }
    }

    /** As an operator would find it. */
    private static Optional<DemoKey> demoKey() {
      var config = ConfigProvider.getConfig();
      if (!config.getValue("lodestar.auth.enabled", Boolean.class)) {
        return Optional.empty();
      }
      var file =
          new DataDirectory(Path.of(config.getValue(ServerSettings.DATA_DIR, String.class)))
              .adminApiKey();
      return config
          .getOptionalValue("lodestar.admin-api-key", String.class)
          .map(text -> new DemoKey(text.strip(), "$LODESTAR_ADMIN_API_KEY"))
          .or(
              () ->
                  OwnersFile.read(file)
                      .map(text -> new DemoKey(text.strip(), "$(cat '" + file + "')")));
    }

    /** A client like any other, in a thread that does not keep the process alive. */
    private static void startDemo(String host, int port) {
      var reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host;
      var demo =
          new Demo(
              URI.create("http://" + reachable + ":" + port),
              demoKey(),
              System.out,
              Boolean.getBoolean("lodestar.terminal"),
              Duration.ofMillis(100));
      Thread.ofPlatform().daemon().name("lodestar-demo").start(demo::run);
    }
  }
}
