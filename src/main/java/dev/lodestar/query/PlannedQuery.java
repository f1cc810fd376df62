package dev.lodestar.query;

import dev.lodestar.engine.QueryPlan;
import dev.lodestar.storage.SegmentFile;
import java.util.List;

/**
 * A query that has only to be run.
 *
 * @param sources the segments that it reads, to be held while it runs
 */
record PlannedQuery(QueryContext context, QueryPlan plan, List<SegmentFile> sources) {
  PlannedQuery {
    sources = List.copyOf(sources);
  }

  /** What its result looks like to whoever sent this request. */
  ResultLayout layout(SqlRequest request) {
    return new ResultLayout(
        plan.columns(),
        request.header(),
        request.typesHeader(),
        request.sqlTypesHeader(),
        context.stringifyArrays(),
        new TextOfTimes(context.settings().timeZone()));
  }
}
