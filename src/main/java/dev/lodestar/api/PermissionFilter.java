package dev.lodestar.api;

import dev.lodestar.auth.Caller;
import dev.lodestar.auth.Principal;
import dev.lodestar.auth.Requirement;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.projects.ProjectsService;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Compares what the caller may do with what the operation declares. */
public class PermissionFilter {
  private final ProjectsService projects;
  private final Map<Method, Requirement> requirements = new ConcurrentHashMap<>();

  PermissionFilter(ProjectsService projects) {
    this.projects = projects;
  }

  /** Errors: {@code ACCESS_DENIED}; {@code UNAUTHENTICATED}, should no filter have asked. */
  @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
  public @Nullable Uni<Response> authorize(
      ContainerRequestContext request, ResourceInfo resource, RoutingContext http) {
    Principal principal = AuthenticationFilter.principal(request);
    Method operation = resource.getResourceMethod();
    if (principal.equals(Principal.NOBODY) && !Requirement.isOpen(operation)) {
      throw new ServiceException(
          ErrorCode.UNAUTHENTICATED, null, "This operation needs credentials.");
    }
    if (!principal.grants().isScoped()) {
      admit(Caller.everywhere(principal), operation, request, http);
      // Null lets the request go on.
      return null;
    }
    String named = request.getUriInfo().getPathParameters().getFirst("projectId");
    return projects
        .only()
        .map(
            project -> {
              Set<String> names = Set.of(project.id().toString(), ProjectsService.ALIAS);
              boolean isOther = named != null && !names.contains(named);
              Caller caller =
                  Requirement.isOrganization(operation)
                      ? Caller.everywhere(principal)
                      : Caller.in(isOther ? Set.of(named) : names, principal);
              admit(caller, operation, request, http);
              return null;
            });
  }

  private void admit(
      Caller caller, Method operation, ContainerRequestContext request, RoutingContext http) {
    try {
      requirements.computeIfAbsent(operation, Requirement::of).check(caller.permissions());
    } catch (ServiceException refused) {
      UnreadBodies.leave(http);
      throw refused;
    }
    Callers.set(request, caller);
  }
}
