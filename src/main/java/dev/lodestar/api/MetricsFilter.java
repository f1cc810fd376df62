package dev.lodestar.api;

import dev.lodestar.metrics.Metrics;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Counts answers by operation and status, with the time until each began. */
public class MetricsFilter {
  private static final String BEGUN = "lodestar.begun";
  private static final String OPERATION = "lodestar.operation";

  /** Before it is asked who calls. */
  private static final int FIRST = Priorities.AUTHENTICATION - 100;

  /** Paths that nothing is behind, and requests that were refused before one was looked for. */
  private static final String NONE = "none";

  private final Metrics metrics;

  MetricsFilter(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Streamed answers pass no filter of answers, so their beginning is asked of the connection. */
  @ServerRequestFilter(preMatching = true, priority = FIRST)
  public void begin(ContainerRequestContext request, RoutingContext http) {
    long begunAt = System.nanoTime();
    request.setProperty(BEGUN, begunAt);
    http.addHeadersEndHandler(
        begun -> {
          if (request.getProperty(BEGUN) != null) {
            count(operation(http), http.response().getStatusCode(), begunAt);
          }
        });
  }

  @ServerResponseFilter
  public void end(
      ContainerRequestContext request,
      ContainerResponseContext response,
      @Nullable ResourceInfo resource) {
    if (request.getProperty(BEGUN) instanceof Long begunAt) {
      request.removeProperty(BEGUN);
      count(
          idOf(resource == null ? null : resource.getResourceMethod()),
          response.getStatus(),
          begunAt);
    }
  }

  private void count(String operation, int status, long begunAt) {
    metrics.answered(operation, status, Duration.ofNanos(System.nanoTime() - begunAt));
  }

  /** Runs as soon as it is known which operation is asked for. */
  @ServerRequestFilter(priority = FIRST)
  public void match(RoutingContext http, ResourceInfo resource) {
    http.put(OPERATION, idOf(resource.getResourceMethod()));
  }

  /** The id of the operation in the OpenAPI document, if one was found for the request. */
  static String operation(RoutingContext http) {
    return http.get(OPERATION) instanceof String found ? found : NONE;
  }

  private static String idOf(@Nullable Method method) {
    Operation declared = method == null ? null : method.getAnnotation(Operation.class);
    if (declared == null) {
      return NONE;
    }
    return declared.operationId().isEmpty() ? method.getName() : declared.operationId();
  }
}
