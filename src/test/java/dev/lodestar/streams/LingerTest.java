package dev.lodestar.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LingerTest {
  private static final long NOW = System.nanoTime();

  private final Linger linger = new Linger(Duration.ofMillis(40), NOW);

  private static long after(long milliseconds) {
    return NOW + Duration.ofMillis(milliseconds).toNanos();
  }

  private long waitMillis(long now) {
    return Duration.ofNanos(linger.of(after(now))).toMillis();
  }

  @Test
  void theFirstBatchDoesNotWaitNorDoesOneAfterSilence() {
    assertThat(waitMillis(0)).isZero();

    linger.worked(after(0), after(30));

    assertThat(waitMillis(31)).isEqualTo(30);
    assertThat(waitMillis(279)).isEqualTo(30);
    assertThat(waitMillis(280)).isZero();
  }

  @Test
  void waitsAsLongAsTheLastBatchTookWithinBounds() {
    linger.worked(after(0), after(2));
    assertThat(waitMillis(3)).isEqualTo(15);

    linger.worked(after(3), after(25));
    assertThat(waitMillis(26)).isEqualTo(22);

    linger.worked(after(26), after(900));
    assertThat(waitMillis(901)).isEqualTo(40);
  }

  @Test
  void neverWaitsLongerThanIsAskedFor() {
    Linger none = new Linger(Duration.ZERO, NOW);
    none.worked(after(0), after(100));

    assertThat(none.of(after(101))).isZero();
  }
}
