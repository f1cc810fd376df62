package dev.lodestar.api;

import dev.lodestar.audit.AuditLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Writes each change into the audit log before it is answered for. */
public class AuditFilter {
  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final int FIRST_ERROR = 300;

  private final AuditLog audit;

  AuditFilter(AuditLog audit) {
    this.audit = audit;
  }

  @ServerResponseFilter
  public @Nullable Uni<Void> writeDown(
      ContainerRequestContext request,
      ContainerResponseContext response,
      @Nullable ResourceInfo resource,
      HttpServerRequest http) {
    // None was chosen for what the framework refuses by itself.
    Method operation = resource == null ? null : resource.getResourceMethod();
    if (response.getStatus() >= FIRST_ERROR
        || operation == null
        || !CHANGING.contains(request.getMethod())
        || operation.isAnnotationPresent(ChangesNothing.class)) {
      return Uni.createFrom().nullItem();
    }
    return audit.write(
        Callers.user(request),
        operation.getAnnotation(Operation.class).operationId(),
        path(request, response),
        response.getStatus(),
        http.remoteAddress().hostAddress());
  }

  /** Of what was made, if the answer says where it is. */
  private static String path(ContainerRequestContext request, ContainerResponseContext response) {
    Object made = response.getHeaders().getFirst(HttpHeaders.LOCATION);
    return made == null ? RequestPath.of(request) : URI.create(made.toString()).getRawPath();
  }
}
