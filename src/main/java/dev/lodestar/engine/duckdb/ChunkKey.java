package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Granularity;
import java.time.Duration;

/** Numbers the time chunks, so that rows of one chunk get one folder. */
final class ChunkKey {
  /** Whole cycles of the calendar, whole weeks too: makes every time from year -1000 positive. */
  private static final long SHIFT_MILLIS = Duration.ofDays(8L * 146_097).toMillis();

  private static final long MONDAY_MILLIS = Duration.ofDays(3).toMillis();

  private ChunkKey() {}

  /** A BIGINT that is equal for two times if and only if they are in the same chunk. */
  static String of(Granularity granularity, String time) {
    return switch (granularity) {
      case SECOND -> steps(time, Duration.ofSeconds(1));
      case MINUTE -> steps(time, Duration.ofMinutes(1));
      case FIVE_MINUTE -> steps(time, Duration.ofMinutes(5));
      case TEN_MINUTE -> steps(time, Duration.ofMinutes(10));
      case FIFTEEN_MINUTE -> steps(time, Duration.ofMinutes(15));
      case THIRTY_MINUTE -> steps(time, Duration.ofMinutes(30));
      case HOUR -> steps(time, Duration.ofHours(1));
      case SIX_HOUR -> steps(time, Duration.ofHours(6));
      case EIGHT_HOUR -> steps(time, Duration.ofHours(8));
      case DAY -> steps(time, Duration.ofDays(1));
      case WEEK ->
          "((epoch_ms(%s) + %d) // %d)"
              .formatted(time, SHIFT_MILLIS + MONDAY_MILLIS, Duration.ofDays(7).toMillis());
      case MONTH -> "(year(%s) * 12 + month(%s))".formatted(time, time);
      case QUARTER -> "(year(%s) * 4 + quarter(%s))".formatted(time, time);
      case YEAR -> "year(%s)".formatted(time);
      case ALL -> "0";
    };
  }

  private static String steps(String time, Duration step) {
    return "((epoch_ms(%s) + %d) // %d)".formatted(time, SHIFT_MILLIS, step.toMillis());
  }
}
