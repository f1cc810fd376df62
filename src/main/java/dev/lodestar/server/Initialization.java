package dev.lodestar.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;

/**
 * What the application prepares without its database (the metadata of entities, the container of
 * beans), done while the database starts or is waited for.
 *
 * <p>Quarkus does it in the initializer of a class that it generates. Under another name, the
 * application would do it by itself a little later.
 */
final class Initialization {
  private static final String GENERATED = "io.quarkus.runner.ApplicationImpl";

  private final CompletableFuture<Void> work = new CompletableFuture<>();

  private Initialization() {}

  /** System properties that the application shall see in its initializers are set by now. */
  static Initialization begin() {
    // It would warn of loggers that one thread asks for while another sets it up.
    LoggerFactory.getILoggerFactory();
    var initialization = new Initialization();
    Thread.ofPlatform().daemon().name("lodestar-initialization").start(initialization::run);
    return initialization;
  }

  private void run() {
    try {
      Class.forName(GENERATED);
      work.complete(null);
    } catch (ClassNotFoundException e) {
      work.complete(null);
    } catch (RuntimeException | Error e) {
      // Whatever it is: somebody waits for the end of this.
      work.completeExceptionally(e);
    }
  }

  /** Errors: what the initializer threw, which the JVM tells only once. */
  void await() {
    try {
      work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
