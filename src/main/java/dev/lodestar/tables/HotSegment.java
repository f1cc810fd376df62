package dev.lodestar.tables;

import dev.lodestar.data.UpsertRule;
import java.time.Instant;
import java.util.Optional;

/**
 * A segment whose rows are visible and not published: no row of the database names it.
 *
 * @param sequence the number of its batch within the table, above 0 and growing
 * @param created when its rows became visible
 * @param upserts how its rows take the place of older ones, if they do; a table's hot segments are
 *     of one job, and so all have a rule or none
 */
public record HotSegment(
    long sequence, Segment segment, Instant created, Optional<UpsertRule> upserts) {}
