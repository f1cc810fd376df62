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
 * @param groupsEachText whether GROUP BY makes a row of each of several texts ({@code
 *     groupByEnableMultiValueUnnesting}); if not, it is an error
 */
public record SqlSettings(
    ZoneId timeZone, Instant now, OptionalLong outerLimit, boolean groupsEachText) {
  public SqlSettings {
    Objects.requireNonNull(timeZone, "timeZone");
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(outerLimit, "outerLimit");
  }

  /** Settings that a query has unless its context says otherwise. */
  public SqlSettings(ZoneId timeZone, Instant now, OptionalLong outerLimit) {
    this(timeZone, now, outerLimit, true);
  }
}
