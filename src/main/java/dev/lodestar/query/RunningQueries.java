package dev.lodestar.query;

import dev.lodestar.storage.SegmentLeases;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The queries whose clients wait, so that somebody else can cancel them by their id. */
@ApplicationScoped
class RunningQueries {
  private final Map<RunningQuery, SegmentLeases.Lease> queries = new ConcurrentHashMap<>();
  private final SegmentLeases leases;

  RunningQueries(SegmentLeases leases) {
    this.leases = leases;
  }

  /** To be called before the query asks for its tables: it can read what it finds to its end. */
  RunningQuery begin(String queryId) {
    RunningQuery query = new RunningQuery(queryId);
    queries.put(query, leases.hold());
    return query;
  }

  /** What holds the segments of a query. Errors: {@code CANCELED} when it is over. */
  SegmentLeases.Lease lease(RunningQuery query) {
    SegmentLeases.Lease lease = queries.get(query);
    if (lease == null) {
      throw RunningQuery.fault();
    }
    return lease;
  }

  void end(RunningQuery query) {
    SegmentLeases.Lease lease = queries.remove(query);
    if (lease != null) {
      lease.close();
    }
  }

  int count() {
    return queries.size();
  }

  /** Cancels all queries of this id: ids need not be unique. Says whether there was one. */
  boolean cancel(String queryId) {
    List<RunningQuery> named =
        queries.keySet().stream().filter(query -> query.queryId().equals(queryId)).toList();
    named.forEach(RunningQuery::cancel);
    return !named.isEmpty();
  }
}
