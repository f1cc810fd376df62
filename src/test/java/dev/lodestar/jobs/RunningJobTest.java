package dev.lodestar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.traces.Span;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunningJobTest {
  @Test
  void interruptsWorkThatHasBegun() {
    RunningJob job = new RunningJob(Span.none());
    AtomicInteger interrupts = new AtomicInteger();
    job.onCancel(interrupts::incrementAndGet);

    job.cancel();

    assertThat(job.canceled()).isTrue();
    assertThat(interrupts).hasValue(1);
  }

  @Test
  void interruptsWorkThatBeginsAfterTheCancel() {
    RunningJob job = new RunningJob(Span.none());
    AtomicInteger interrupts = new AtomicInteger();

    job.cancel();
    job.onCancel(interrupts::incrementAndGet);

    assertThat(interrupts).hasValue(1);
  }

  @Test
  void isNotCanceledByItself() {
    RunningJob job = new RunningJob(Span.none());
    AtomicInteger interrupts = new AtomicInteger();

    job.onCancel(interrupts::incrementAndGet);

    assertThat(job.canceled()).isFalse();
    assertThat(interrupts).hasValue(0);
  }

  @Test
  void progressNeverGoesBackNorBeyondOne() {
    RunningJob job = new RunningJob(Span.none());
    assertThat(job.progress()).isZero();

    job.progress(0.5);
    job.progress(0.25);
    assertThat(job.progress()).isEqualTo(0.5);

    job.progress(7);
    assertThat(job.progress()).isEqualTo(1.0);
  }
}
