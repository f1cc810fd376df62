package dev.lodestar.api;

import dev.lodestar.projects.ProjectsService;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Druid's own mount of queries, {@code /druid/v2/sql}, rewritten to the default project before a
 * resource is chosen; a slash at the end of a path of queries means nothing.
 *
 * <p>Source: data-plane specification, 8.1 and 8.6.
 */
public class DruidMounts {
  /** Where Druid has it, and where it is here. */
  static final String OLDER = "/druid/v2/sql";

  static final String NEWER = "/v1/projects/" + ProjectsService.ALIAS + "/query/sql";

  @ServerRequestFilter(preMatching = true)
  public void rewrite(ContainerRequestContext request) {
    String path = RequestPath.of(request);
    String wanted = withoutSlash(path);
    if (wanted.equals(OLDER) || wanted.startsWith(OLDER + "/")) {
      wanted = NEWER + wanted.substring(OLDER.length());
    }
    if (!wanted.equals(path)) {
      RequestPath.exchange(request, wanted);
    }
  }

  private static String withoutSlash(String path) {
    boolean ends = QueryPaths.isQuery(path) && path.endsWith("/") && path.length() > 1;
    return ends ? path.substring(0, path.length() - 1) : path;
  }
}
