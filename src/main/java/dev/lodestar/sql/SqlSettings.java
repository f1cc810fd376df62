package dev.lodestar.sql;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a statement means besides its text.
 *
 * @param timeZone the zone of literals, FLOOR, EXTRACT, CURRENT_DATE and of printed times
 * @param now the value of CURRENT_TIMESTAMP, fixed for the whole statement
 * @param outerLimit the most rows to return, whatever the statement says ({@code sqlOuterLimit})
 * @param finalizeSketches whether sketches in the result become the numbers that they stand for
 *     ({@code sqlFinalizeOuterSketches})
 * @param groupsEachText whether GROUP BY makes a row of each of several texts ({@code
 *     groupByEnableMultiValueUnnesting}); if not, it is an error
 * @param exactDistinct whether distinct values are counted exactly ({@code
 *     useApproximateCountDistinct=false}); then SUM and AVG take DISTINCT, COUNT several
 * @param numbersInMax the most numbers that an IN list may hold ({@code maxNumericInFilters})
 */
public record SqlSettings(
    ZoneId timeZone,
    Instant now,
    OptionalLong outerLimit,
    boolean finalizeSketches,
    boolean groupsEachText,
    boolean exactDistinct,
    OptionalLong numbersInMax) {
  public SqlSettings {
    Objects.requireNonNull(timeZone, "timeZone");
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(outerLimit, "outerLimit");
    Objects.requireNonNull(numbersInMax, "numbersInMax");
  }

  /** The same at another moment. */
  public SqlSettings at(Instant moment) {
    return new SqlSettings(
        timeZone,
        moment,
        outerLimit,
        finalizeSketches,
        groupsEachText,
        exactDistinct,
        numbersInMax);
  }

  /** The same for a statement whose rows are not the answer. */
  SqlSettings withoutOuterLimit() {
    return new SqlSettings(
        timeZone,
        now,
        OptionalLong.empty(),
        finalizeSketches,
        groupsEachText,
        exactDistinct,
        numbersInMax);
  }

  /** Settings with distinct values and long lists as Druid takes them by default. */
  public SqlSettings(
      ZoneId timeZone,
      Instant now,
      OptionalLong outerLimit,
      boolean finalizeSketches,
      boolean groupsEachText) {
    this(timeZone, now, outerLimit, finalizeSketches, groupsEachText, false, OptionalLong.empty());
  }

  /** Settings that a query has unless its context says otherwise. */
  public SqlSettings(ZoneId timeZone, Instant now, OptionalLong outerLimit) {
    this(timeZone, now, outerLimit, false, true);
  }
}
