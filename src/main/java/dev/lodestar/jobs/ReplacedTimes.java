package dev.lodestar.jobs;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.error.Problem;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/** The times whose rows a job replaces: whole time chunks of what it writes. */
final class ReplacedTimes {
  private ReplacedTimes() {}

  /**
   * Checks that no interval cuts a time chunk in two.
   *
   * @param problem makes the fault from the number of the interval and the rule that it breaks
   */
  static void check(
      List<Interval> intervals,
      Granularity partitioning,
      BiFunction<Integer, String, Problem> problem,
      List<Problem> problems) {
    for (int i = 0; i < intervals.size(); i++) {
      Interval interval = intervals.get(i);
      if (!isEdge(interval.start(), partitioning) || !isEdge(interval.end(), partitioning)) {
        problems.add(
            problem.apply(
                i,
                "%s, which does not align with time chunks of one %s; choose bounds of whole time chunks."
                    .formatted(interval, partitioning.apiName())));
      }
    }
  }

  private static boolean isEdge(Instant time, Granularity partitioning) {
    return time.equals(Granularity.ETERNITY.start())
        || time.equals(Granularity.ETERNITY.end())
        || partitioning.chunkOf(time).start().equals(time);
  }

  /** The times that rows are kept for; none when all rows are. */
  static List<Interval> within(List<Interval> replaced) {
    return replaced.contains(Granularity.ETERNITY) ? List.of() : replaced;
  }
}
