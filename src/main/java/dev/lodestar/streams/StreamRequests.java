package dev.lodestar.streams;

import dev.lodestar.jobs.ExecutionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What others want of a running job. Safe for threads. */
final class StreamRequests {
  private ExecutionStatus wanted = ExecutionStatus.RUNNING;
  private boolean closing;
  private List<CompletableFuture<Void>> publishing = new ArrayList<>();
  private List<CompletableFuture<Void>> resetting = new ArrayList<>();

  /** What the job shall be: running, suspended or canceled. */
  synchronized void want(ExecutionStatus status) {
    wanted = status;
    notifyAll();
  }

  synchronized ExecutionStatus wanted() {
    return wanted;
  }

  /** The process ends; the job goes on with the next one. */
  synchronized void close() {
    closing = true;
    notifyAll();
  }

  synchronized boolean isClosing() {
    return closing;
  }

  synchronized boolean isStopping() {
    return closing || wanted != ExecutionStatus.RUNNING;
  }

  /** Completes when everything that was visible by now is published. */
  synchronized CompletableFuture<Void> publish() {
    return added(publishing);
  }

  /** Completes when the job reads from its {@code readFromPoint}. */
  synchronized CompletableFuture<Void> reset() {
    return added(resetting);
  }

  private static CompletableFuture<Void> added(List<CompletableFuture<Void>> waiting) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(done);
    return done;
  }

  /** Those who wait for their rows to be published; they are to be told. */
  synchronized List<CompletableFuture<Void>> takePublish() {
    List<CompletableFuture<Void>> taken = publishing;
    publishing = new ArrayList<>();
    return taken;
  }

  /** Those who wait for a reset; they are to be told. */
  synchronized List<CompletableFuture<Void>> takeReset() {
    List<CompletableFuture<Void>> taken = resetting;
    resetting = new ArrayList<>();
    return taken;
  }

  /** Waits before a new try, but not when the job shall stop. */
  synchronized void pause(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left = time.toMillis(); left > 0 && !isStopping(); ) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }

  /** Nobody takes requests any more. */
  void end() {
    takePublish().forEach(waiting -> waiting.complete(null));
    takeReset().forEach(waiting -> waiting.complete(null));
  }
}
