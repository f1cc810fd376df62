package dev.lodestar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.error.ServiceException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GranularityTest {
  @ParameterizedTest
  @CsvSource({
    "second, 2024-02-29T13:47:53Z, 2024-02-29T13:47:54Z",
    "minute, 2024-02-29T13:47:00Z, 2024-02-29T13:48:00Z",
    "five_minute, 2024-02-29T13:45:00Z, 2024-02-29T13:50:00Z",
    "ten_minute, 2024-02-29T13:40:00Z, 2024-02-29T13:50:00Z",
    "fifteen_minute, 2024-02-29T13:45:00Z, 2024-02-29T14:00:00Z",
    "thirty_minute, 2024-02-29T13:30:00Z, 2024-02-29T14:00:00Z",
    "hour, 2024-02-29T13:00:00Z, 2024-02-29T14:00:00Z",
    "six_hour, 2024-02-29T12:00:00Z, 2024-02-29T18:00:00Z",
    "eight_hour, 2024-02-29T08:00:00Z, 2024-02-29T16:00:00Z",
    "day, 2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z",
    "week, 2024-02-26T00:00:00Z, 2024-03-04T00:00:00Z",
    "month, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
    "quarter, 2024-01-01T00:00:00Z, 2024-04-01T00:00:00Z",
    "year, 2024-01-01T00:00:00Z, 2025-01-01T00:00:00Z",
    "all, -1000-01-01T00:00:00Z, 9999-12-31T23:59:59.999Z",
  })
  void putsEachTimeIntoOneAlignedChunk(String name, Instant start, Instant end) {
    Granularity granularity = Granularity.ofApiName(name, "partitionedBy");

    Interval chunk = granularity.chunkOf(Instant.parse("2024-02-29T13:47:53.259Z"));

    assertThat(chunk).isEqualTo(new Interval(start, end));
    assertThat(granularity.apiName()).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ALL")
  void bordersBelongToTheLaterChunk(Granularity granularity) {
    Interval chunk = granularity.chunkOf(Instant.parse("2023-12-31T23:59:59.999Z"));

    assertThat(granularity.chunkOf(chunk.start())).isEqualTo(chunk);
    assertThat(granularity.chunkOf(chunk.end().minusMillis(1))).isEqualTo(chunk);
    assertThat(granularity.chunkOf(chunk.end()).start()).isEqualTo(chunk.end());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ALL")
  void alignsTimesBeforeTheEpoch(Granularity granularity) {
    Instant time = Instant.parse("1969-12-31T23:59:59.999Z");

    Interval chunk = granularity.chunkOf(time);

    assertThat(chunk.contains(time)).isTrue();
    assertThat(chunk.overlaps(granularity.chunkOf(chunk.end()))).isFalse();
  }

  @Test
  void namesAreExact() {
    assertThatThrownBy(() -> Granularity.ofApiName("DAY", "partitionedBy"))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("\"DAY\"")
        .hasMessageContaining("five_minute");
  }
}
