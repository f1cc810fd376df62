package dev.lodestar.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.UUID;

/** What all paths of queries have in common: Druid's faults, and the id of the query. */
final class QueryPaths {
  static final String QUERY_ID_HEADER = "X-Druid-SQL-Query-Id";

  private static final String ID_PROPERTY = "lodestar.query-id";

  private QueryPaths() {}

  /** Whether this path answers faults in Druid's form. */
  static boolean isQuery(String path) {
    return path.contains("/query/sql") || path.startsWith("/druid/");
  }

  /** Says which query this request is about, so that faults name it too. */
  static void setQueryId(ContainerRequestContext request, String queryId) {
    request.setProperty(ID_PROPERTY, queryId);
  }

  /** The id that was set, else a new one: every answer has one. */
  static String queryId(ContainerRequestContext request) {
    Object known = request.getProperty(ID_PROPERTY);
    return known == null ? UUID.randomUUID().toString() : known.toString();
  }
}
