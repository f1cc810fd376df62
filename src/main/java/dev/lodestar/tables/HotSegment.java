package dev.lodestar.tables;

import java.time.Instant;

/**
 * A segment whose rows are visible and not published: no row of the database names it.
 *
 * @param sequence the number of its batch within the table, above 0 and growing
 * @param created when its rows became visible
 */
public record HotSegment(long sequence, Segment segment, Instant created) {}
