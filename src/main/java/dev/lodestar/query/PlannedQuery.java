package dev.lodestar.query;

import dev.lodestar.engine.QueryPlan;

/** A query that has only to be run. */
record PlannedQuery(QueryContext context, QueryPlan plan) {

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
