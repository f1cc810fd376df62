package dev.lodestar.server;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** The entry point: {@code java -jar quarkus-run.jar}. */
@QuarkusMain
public final class Lodestar {
  /** Longer than {@code quarkus.shutdown.timeout}: the database goes last. */
  private static final int STOP_LIMIT_SECONDS = 25;

  /** What the announcement says about the database; set before the application runs. */
  private static String databaseNote = "";

  private Lodestar() {}

  public static void main(String... args) {
    var applicationEnded = new CountDownLatch(1);
    try {
      prepare(applicationEnded);
      Quarkus.run(
          Application.class,
          (code, failure) -> {
            if (failure != null) {
              System.err.println("lodestar: " + StartFailure.explain(failure));
            }
            applicationEnded.countDown();
            System.exit(code);
          },
          args);
    } catch (ServiceException e) {
      System.err.println("lodestar: " + e.getMessage());
      applicationEnded.countDown();
      System.exit(1);
    }
  }

  private static void prepare(CountDownLatch applicationEnded) {
    var source = ServerSettings.Source.of(System::getProperty, System::getenv);
    var settings = ServerSettings.read(source, Path.of(System.getProperty("user.home")));
    var directory = settings.dataDirectory();
    System.setProperty(ServerSettings.DATA_DIR, directory.root().toString());
    var lock = DataDirectoryLock.acquire(directory);
    requireFree(settings.host(), settings.port());
    var address = settings.database();
    databaseNote = address.map(DatabaseAddress::toString).orElse("embedded PostgreSQL");
    if (address.isPresent()) {
      onExit(applicationEnded, lock);
      configure(source, address.get());
    } else {
      var database = EmbeddedDatabase.start(directory);
      onExit(applicationEnded, database);
      configure(source, database.address());
    }
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

  /**
   * Closes after the application: its pools still need the database while it stops. Quarkus has a
   * shutdown hook too, and hooks run side by side, so this one waits for the application's end.
   */
  private static void onExit(CountDownLatch applicationEnded, AutoCloseable resource) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    applicationEnded.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
                    resource.close();
                  } catch (Exception e) {
                    System.err.println("lodestar: while stopping: " + e.getMessage());
                  }
                },
                "lodestar-stop"));
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
    public int run(@Nullable String... args) {
      var config = ConfigProvider.getConfig();
      var host = config.getValue("quarkus.http.host", String.class);
      var port = config.getValue("quarkus.http.port", Integer.class);
      System.out.printf(
          "Lodestar listens on http://%s:%d; data in %s; database: %s; started in %.1f s.%n",
          host,
          port,
          config.getValue(ServerSettings.DATA_DIR, String.class),
          databaseNote,
          ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
      Quarkus.waitForExit();
      return 0;
    }
  }
}
