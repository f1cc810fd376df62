package dev.lodestar.streams;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How far partitions are behind, in words, those that are most so first. */
final class LagText {
  private static final int PARTITIONS_MAX = 20;

  private LagText() {}

  static String of(Map<StreamPartition, StreamLag> lag) {
    if (lag.isEmpty()) {
      return "not known yet";
    }
    List<Map.Entry<StreamPartition, StreamLag>> sorted =
        lag.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<StreamPartition, StreamLag> entry) -> -entry.getValue().behind())
                    .thenComparing(entry -> entry.getKey().stream())
                    .thenComparing(entry -> entry.getKey().name()))
            .toList();
    String shown =
        sorted.stream()
            .limit(PARTITIONS_MAX)
            .map(
                entry ->
                    "%s, partition %s: %s"
                        .formatted(
                            entry.getKey().stream(), entry.getKey().name(), entry.getValue()))
            .collect(Collectors.joining("; "));
    int more = sorted.size() - PARTITIONS_MAX;
    return more > 0 ? "%s; and %d partitions that are less behind".formatted(shown, more) : shown;
  }
}
