package dev.lodestar.api;

import dev.lodestar.traces.LogContext;
import dev.lodestar.traces.Span;
import dev.lodestar.traces.Traces;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request an id, which its answer and its lines in the log have, and a span, if somebody
 * wants traces.
 */
public class RequestFilter {
  static final String ID_HEADER = "X-Request-ID";

  private static final String ID = "lodestar.request-id";

  /** Before everything else, so that whatever is logged has the id. */
  private static final int FIRST = Priorities.AUTHENTICATION - 200;

  /** What a client or proxy may call its request: nothing that could break a line of a log. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

  private final Traces traces;

  RequestFilter(Traces traces) {
    this.traces = traces;
  }

  @ServerRequestFilter(preMatching = true, priority = FIRST)
  public void begin(ContainerRequestContext request, RoutingContext http) {
    String id = idOf(request.getHeaderString(ID_HEADER));
    request.setProperty(ID, id);
    http.response().putHeader(ID_HEADER, id);
    LogContext.REQUEST.set(id);
    Span span = traces.request(request.getMethod(), request.getHeaderString("traceparent"));
    if (span.traceId().isPresent()) {
      LogContext.TRACE.set(span.traceId().get());
      span.with("http.request.method", request.getMethod()).with("lodestar.request.id", id);
      http.addEndHandler(
          end -> {
            String operation = MetricsFilter.operation(http);
            span.rename(request.getMethod() + " " + operation);
            span.with("lodestar.operation", operation);
            span.with("http.response.status_code", http.response().getStatusCode());
            span.end(end.succeeded() ? null : end.cause());
          });
    }
  }

  private static String idOf(@Nullable String sent) {
    return sent != null && PLAIN.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
  }

  /** The id of a request that has passed {@link #begin}, else a new one. */
  static String id(ContainerRequestContext request) {
    return request.getProperty(ID) instanceof String id ? id : UUID.randomUUID().toString();
  }
}
