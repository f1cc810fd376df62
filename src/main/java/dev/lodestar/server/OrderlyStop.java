package dev.lodestar.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes what the process holds when it ends, for whatever reason: after the application, the last
 * one opened first.
 *
 * <p>The application's pools need the database while they stop. Quarkus has a shutdown hook too,
 * and hooks run side by side, so this one waits until the application has ended.
 */
final class OrderlyStop {
  /**
   * Longer than {@code quarkus.shutdown.timeout} and what streams, jobs, statements and compaction,
   * one after the other, may then take to end: 41 s.
   */
  static final Duration LIMIT = Duration.ofSeconds(45);

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final CountDownLatch applicationEnded = new CountDownLatch(1);
  private volatile boolean begun;

  static OrderlyStop register() {
    var stop = new OrderlyStop();
    Runtime.getRuntime().addShutdownHook(new Thread(stop::run, "lodestar-stop"));
    return stop;
  }

  synchronized void closeAtEnd(AutoCloseable resource) {
    resources.push(resource);
  }

  void applicationEnded() {
    applicationEnded.countDown();
  }

  /** Whether the process was told to end, perhaps before the application was started. */
  boolean begun() {
    return begun;
  }

  private void run() {
    begun = true;
    try {
      applicationEnded.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeAll();
  }

  private synchronized void closeAll() {
    for (var resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        System.err.println("lodestar: while stopping: " + e.getMessage());
      }
    }
  }
}
