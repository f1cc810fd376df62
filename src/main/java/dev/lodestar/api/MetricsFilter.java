package dev.lodestar.api;

import dev.lodestar.metrics.Metrics;
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

  /** Before it is asked who calls. */
  private static final int FIRST = Priorities.AUTHENTICATION - 100;

  /** Paths that nothing is behind, and requests that were refused before one was looked for. */
  private static final String NONE = "none";

  private final Metrics metrics;

  MetricsFilter(Metrics metrics) {
    this.metrics = metrics;
  }

  @ServerRequestFilter(preMatching = true, priority = FIRST)
  public void begin(ContainerRequestContext request) {
    request.setProperty(BEGUN, System.nanoTime());
  }

  @ServerResponseFilter
  public void end(
      ContainerRequestContext request,
      ContainerResponseContext response,
      @Nullable ResourceInfo resource) {
    if (request.getProperty(BEGUN) instanceof Long begun) {
      metrics.answered(
          operation(resource == null ? null : resource.getResourceMethod()),
          response.getStatus(),
          Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private static String operation(@Nullable Method method) {
    Operation declared = method == null ? null : method.getAnnotation(Operation.class);
    if (declared == null) {
      return NONE;
    }
    return declared.operationId().isEmpty() ? method.getName() : declared.operationId();
  }
}
