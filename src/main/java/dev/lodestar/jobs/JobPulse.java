package dev.lodestar.jobs;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether jobs are looked after, for those who watch the server. Safe for threads. */
@ApplicationScoped
public class JobPulse {
  private final LongSupplier nanoTime;
  private volatile boolean recovered;
  private volatile long beatAt;

  @Inject
  JobPulse() {
    this(System::nanoTime);
  }

  public JobPulse(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.beatAt = nanoTime.getAsLong();
  }

  /** What an earlier process left is put in order, and jobs run. */
  public void recover() {
    recovered = true;
    beat();
  }

  /** The queue was looked at, whether or not the database answered. */
  public void beat() {
    beatAt = nanoTime.getAsLong();
  }

  public boolean isRecovered() {
    return recovered;
  }

  /** How long ago the queue was looked at last. */
  public Duration silence() {
    return Duration.ofNanos(nanoTime.getAsLong() - beatAt);
  }
}
