package dev.lodestar.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** How many requests a caller may make. */
class RequestRatesTest {
  /** A clock that stands until it is moved. */
  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final Hands clock = new Hands();
  private final RequestRates rates = new RequestRates(60, clock);

  private int takes(String caller) {
    int taken = 0;
    while (rates.take(caller).isEmpty()) {
      taken++;
    }
    return taken;
  }

  @Test
  void minuteMayComeAtOnceAndGrowsBackBySeconds() {
    assertThat(takes("a")).isEqualTo(60);
    assertThat(rates.take("a")).contains(Duration.ofSeconds(1));
    clock.now = clock.now.plusSeconds(3);
    assertThat(takes("a")).isEqualTo(3);
    clock.now = clock.now.plus(Duration.ofDays(1));
    assertThat(takes("a")).isEqualTo(60);
  }

  @Test
  void callersHaveBudgetsOfTheirOwn() {
    assertThat(takes("a")).isEqualTo(60);
    assertThat(rates.take("b")).isEmpty();
  }

  @Test
  void clockThatIsSetBackTakesNothingAway() {
    assertThat(takes("a")).isEqualTo(60);
    clock.now = clock.now.minus(Duration.ofHours(1));
    assertThat(rates.take("a")).contains(Duration.ofSeconds(1));
    clock.now = clock.now.plusSeconds(2);
    assertThat(rates.take("a")).isPresent();
  }

  @Test
  void withoutALimitNobodyWaits() {
    RequestRates free = new RequestRates(0, clock);
    for (int i = 0; i < 1_000; i++) {
      assertThat(free.take("a")).isEmpty();
    }
  }
}
