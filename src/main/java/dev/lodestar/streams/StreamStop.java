package dev.lodestar.streams;

import dev.lodestar.engine.IngestControl;

/** Stops the engine's work for a stream when the process ends. Safe for threads. */
final class StreamStop implements IngestControl {
  private Runnable interrupt = () -> {};
  private boolean stopped;

  void stop() {
    Runnable current;
    synchronized (this) {
      stopped = true;
      current = interrupt;
    }
    current.run();
  }

  @Override
  public void onCancel(Runnable stretch) {
    boolean late;
    synchronized (this) {
      interrupt = stretch;
      late = stopped;
    }
    if (late) {
      stretch.run();
    }
  }

  @Override
  public synchronized boolean canceled() {
    return stopped;
  }

  @Override
  public void progress(double share) {
    // A stream has no end to be so far from.
  }
}
