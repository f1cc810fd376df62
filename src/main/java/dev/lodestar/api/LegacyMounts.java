package dev.lodestar.api;

import dev.lodestar.projects.ProjectsService;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The older mounts of the API, rewritten to the project-scoped paths before a resource is chosen.
 *
 * <p>{@code /v2/x} and the project-less {@code /v1/files}, {@code /v1/query/sql} mean the default
 * project. Source: control-plane specification, 0.2 and 14.
 */
public class LegacyMounts {
  private static final String PREFIX_PROPERTY = "lodestar.mount";
  private static final String DEFAULT_PROJECT = "/v1/projects/" + ProjectsService.ALIAS;

  /** An older path prefix and what stands before its last part in the newer paths. */
  record Mount(String olderPrefix, String olderRoot) {}

  static final List<Mount> MOUNTS =
      List.of(
          new Mount("/v2/tables", "/v2"),
          new Mount("/v2/jobs", "/v2"),
          new Mount("/v2/lookups", "/v2"),
          new Mount("/v2/connections", "/v2"),
          new Mount("/v2/connectionsMeta", "/v2"),
          new Mount("/v1/lookups", "/v1"),
          new Mount("/v2/events", "/v2"),
          new Mount("/v1/events", "/v1"),
          new Mount("/v1/files", "/v1"),
          new Mount("/v1/query", "/v1"));

  @ServerRequestFilter(preMatching = true)
  public void rewrite(ContainerRequestContext request) {
    String path = RequestPath.of(request);
    for (Mount mount : MOUNTS) {
      if (path.equals(mount.olderPrefix()) || path.startsWith(mount.olderPrefix() + "/")) {
        String rest = path.substring(mount.olderRoot().length());
        request.setProperty(PREFIX_PROPERTY, mount.olderRoot());
        RequestPath.exchange(request, DEFAULT_PROJECT + rest);
        return;
      }
    }
  }

  /** Whether the client knows only what the second version of the API had. */
  static boolean isV2(ContainerRequestContext request) {
    return "/v2".equals(request.getProperty(PREFIX_PROPERTY));
  }

  /** What stands before {@code /tables}, {@code /jobs}, ... in the paths of this client. */
  static String prefix(ContainerRequestContext request) {
    Object older = request.getProperty(PREFIX_PROPERTY);
    if (older != null) {
      return older.toString();
    }
    UriInfo uri = request.getUriInfo();
    return "/v1/projects/" + uri.getPathParameters().getFirst("projectId");
  }
}
