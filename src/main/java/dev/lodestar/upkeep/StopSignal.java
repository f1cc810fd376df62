package dev.lodestar.upkeep;

import dev.lodestar.engine.IngestControl;

/** Stops one merge; nobody asks how far it is. Safe for threads. */
final class StopSignal implements IngestControl {
  private Runnable interrupt = () -> {};
  private boolean stopped;

  synchronized void stop() {
    stopped = true;
    interrupt.run();
  }

  @Override
  public synchronized void onCancel(Runnable stretch) {
    interrupt = stretch;
    if (stopped) {
      stretch.run();
    }
  }

  @Override
  public synchronized boolean canceled() {
    return stopped;
  }

  @Override
  public void progress(double share) {}
}
