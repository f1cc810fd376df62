package dev.lodestar.jobs;

import dev.lodestar.engine.IngestControl;
import dev.lodestar.traces.Span;

/** The part of a running job that lives in memory: how far it is, how to stop it, its trace. */
final class RunningJob implements IngestControl {
  private final Span span;
  private Runnable interrupt = () -> {};
  private boolean canceled;
  private double share;

  RunningJob(Span span) {
    this.span = span;
  }

  /** All that is done for the job. */
  Span span() {
    return span;
  }

  @Override
  public void onCancel(Runnable interrupt) {
    boolean late;
    synchronized (this) {
      this.interrupt = interrupt;
      late = canceled;
    }
    if (late) {
      interrupt.run();
    }
  }

  @Override
  public synchronized boolean canceled() {
    return canceled;
  }

  @Override
  public synchronized void progress(double share) {
    this.share = Math.max(this.share, Math.min(share, 1.0));
  }

  synchronized double progress() {
    return share;
  }

  /** Stops the work as soon as the engine can; callable from any thread. */
  void cancel() {
    Runnable current;
    synchronized (this) {
      canceled = true;
      current = interrupt;
    }
    current.run();
  }
}
