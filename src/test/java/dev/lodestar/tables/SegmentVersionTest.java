package dev.lodestar.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SegmentVersionTest {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  private static String first(String time) {
    return SegmentVersion.after(Optional.empty(), Instant.parse(time));
  }

  @Test
  void isTheTimeWithMilliseconds() {
    assertThat(first("2026-01-05T10:00:00Z")).isEqualTo("2026-01-05T10:00:00.000Z");
    assertThat(first("2026-01-05T10:00:00.12Z")).isEqualTo("2026-01-05T10:00:00.120Z");
  }

  @Test
  void isOrderedAsTextLikeItsTime() {
    assertThat(
            Stream.of("00:00:59.999Z", "00:01:00Z", "00:01:00.001Z", "00:01:00.1Z", "00:01:01Z")
                .map(time -> first("2026-01-05T" + time)))
        .isSorted();
  }

  @Test
  void isNewerThanOneOfTheSameMillisecondOrOfAClockThatWasSetBack() {
    assertThat(SegmentVersion.after(Optional.of("2026-01-05T10:00:00.000Z"), NOW))
        .isEqualTo("2026-01-05T10:00:00.001Z");
    assertThat(SegmentVersion.after(Optional.of("2026-01-05T11:00:00.999Z"), NOW))
        .isEqualTo("2026-01-05T11:00:01.000Z");
    assertThat(SegmentVersion.after(Optional.of("2026-01-05T09:59:59.999Z"), NOW))
        .isEqualTo("2026-01-05T10:00:00.000Z");
  }
}
