package dev.lodestar.query;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The queries whose clients wait, so that somebody else can cancel them by their id. */
@ApplicationScoped
class RunningQueries {
  private final Set<RunningQuery> queries = ConcurrentHashMap.newKeySet();

  RunningQuery begin(String queryId) {
    RunningQuery query = new RunningQuery(queryId);
    queries.add(query);
    return query;
  }

  void end(RunningQuery query) {
    queries.remove(query);
  }

  /** Cancels all queries of this id: ids need not be unique. Says whether there was one. */
  boolean cancel(String queryId) {
    List<RunningQuery> named =
        queries.stream().filter(query -> query.queryId().equals(queryId)).toList();
    named.forEach(RunningQuery::cancel);
    return !named.isEmpty();
  }
}
