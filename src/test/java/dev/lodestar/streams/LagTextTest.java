package dev.lodestar.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far partitions are behind, in words. */
class LagTextTest {
  private static StreamPartition partition(String name) {
    return new StreamPartition("clicks", name);
  }

  @Test
  void partitionsThatAreMostBehindComeFirst() {
    assertThat(
            LagText.of(
                Map.of(
                    partition("0"), StreamLag.records(3),
                    partition("1"), StreamLag.records(12),
                    partition("2"), StreamLag.records(3))))
        .isEqualTo(
            "clicks, partition 1: 12 records; clicks, partition 0: 3 records; clicks, partition 2: 3 records");
    assertThat(LagText.of(Map.of(partition("shardId-7"), StreamLag.milliseconds(1_500))))
        .isEqualTo("clicks, partition shardId-7: 1500 ms");
  }

  @Test
  void manyPartitionsAreCut() {
    Map<StreamPartition, StreamLag> lag = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      lag.put(partition(Integer.toString(i)), StreamLag.records(i));
    }

    assertThat(LagText.of(lag))
        .startsWith("clicks, partition 999: 999 records; ")
        .endsWith("clicks, partition 980: 980 records; and 980 partitions that are less behind");
  }

  @Test
  void lagMayBeUnknown() {
    assertThat(LagText.of(Map.of())).isEqualTo("not known yet");
  }
}
