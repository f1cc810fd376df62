package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.ConnectionsService;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Tests connections on workers of its own, a few at a time, each within a bounded time. */
@ApplicationScoped
public class ConnectionTester {
  private static final Logger LOG = Logger.getLogger(ConnectionTester.class);

  private final ConnectionsService connections;
  private final ClientSettingsService clients;
  private final ConnectorsConfig config;
  private final ExecutorService workers;
  private final Semaphore admission;

  ConnectionTester(
      ConnectionsService connections, ClientSettingsService clients, ConnectorsConfig config) {
    this.connections = connections;
    this.clients = clients;
    this.config = config;
    this.admission = new Semaphore(config.testConcurrency() + config.testWaitingMax());
    this.workers = Executors.newFixedThreadPool(config.testConcurrency(), this::worker);
  }

  private Thread worker(Runnable work) {
    Thread worker = Thread.ofPlatform().name("connection-test").daemon().unstarted(work);
    // Kafka finds its login modules by it.
    worker.setContextClassLoader(ConnectionTester.class.getClassLoader());
    return worker;
  }

  /**
   * Contacts the system behind a connection.
   *
   * <p>Errors: {@code NOT_FOUND}; {@code COULD_NOT_CONNECT_TO_SOURCE} with one sentence that says
   * what to mend; {@code TOO_MANY_REQUESTS}.
   */
  public Uni<Void> test(String name) {
    return connections
        .get(name)
        .chain(
            connection ->
                clients
                    .forTests()
                    .chain(settings -> run(connection.spec(), new SystemCheck(settings))));
  }

  private Uni<Void> run(ConnectionSpec connection, SystemCheck check) {
    return Uni.createFrom()
        .<Void>emitter(emitter -> start(connection, check, emitter))
        .ifNoItem()
        .after(config.testTimeout())
        .failWith(
            () ->
                ConnectionFault.of(
                    connection.name(),
                    "the system does not answer within %s; check the address, the network and its firewalls."
                        .formatted(config.testTimeout()),
                    null));
  }

  private void start(
      ConnectionSpec connection, SystemCheck check, UniEmitter<? super Void> emitter) {
    if (!admission.tryAcquire()) {
      emitter.fail(
          new ServiceException(
              ErrorCode.TOO_MANY_REQUESTS,
              null,
              "Too many tests of connections wait; try again in a moment."));
      return;
    }
    Future<?> running = workers.submit(() -> attempt(connection, check, emitter));
    // After the time is up, or when the client has gone.
    emitter.onTermination(() -> running.cancel(true));
  }

  private void attempt(
      ConnectionSpec connection, SystemCheck check, UniEmitter<? super Void> emitter) {
    try {
      check.run(connection);
      emitter.complete(null);
    } catch (ServiceException e) {
      LOG.debugf(e.getCause(), "%s", e.messageText());
      emitter.fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      emitter.fail(e);
    } catch (RuntimeException | Error e) {
      emitter.fail(e);
    } finally {
      admission.release();
    }
  }

  @PreDestroy
  void close() {
    workers.shutdownNow();
  }
}
