package dev.lodestar.jobs;

import dev.lodestar.engine.IngestControl;

/** The part of a running job that lives in memory: how far it is, and how to stop it. */
final class RunningJob implements IngestControl {
  private Runnable interrupt = () -> {};
  private boolean canceled;
  private double share;

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
