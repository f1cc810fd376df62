package dev.lodestar.api;

import dev.lodestar.auth.Authentication;
import dev.lodestar.auth.Principal;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Asks every request who calls, before anything else is known about it: what exists is nobody's
 * business who has no credentials.
 */
public class AuthenticationFilter {
  private static final String PRINCIPAL = "lodestar.principal";

  private final Authentication authentication;

  AuthenticationFilter(Authentication authentication) {
    this.authentication = authentication;
  }

  /**
   * Errors: {@code UNAUTHENTICATED}, {@code TOO_MANY_REQUESTS}, {@code SERVICE_UNAVAILABLE}.
   *
   * @return null for a request that goes on
   */
  @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
  public @Nullable Uni<Response> authenticate(
      ContainerRequestContext request, RoutingContext http) {
    if (Authentication.isOpen(request.getUriInfo().getRequestUri().getRawPath())) {
      return null;
    }
    return apply(
        authentication.check(
            http.request().headers().getAll(HttpHeaders.AUTHORIZATION), () -> address(http)),
        request,
        http);
  }

  static String address(RoutingContext http) {
    return http.request().remoteAddress().hostAddress();
  }

  private static @Nullable Uni<Response> apply(
      Authentication.Outcome outcome, ContainerRequestContext request, RoutingContext http) {
    switch (outcome) {
      case Authentication.Outcome.Accepted accepted -> {
        request.setProperty(PRINCIPAL, accepted.principal());
        return null;
      }
      case Authentication.Outcome.Refused refused -> {
        UnreadBodies.leave(http);
        throw new ServiceException(ErrorCode.UNAUTHENTICATED, null, refused.message());
      }
      case Authentication.Outcome.Slowed slowed -> {
        UnreadBodies.leave(http);
        throw slowed(request, slowed.pause());
      }
      case Authentication.Outcome.Expired expired -> {
        UnreadBodies.leave(http);
        return Uni.createFrom().item(expired(expired.message()));
      }
      case Authentication.Outcome.Unavailable unavailable -> {
        UnreadBodies.leave(http);
        throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, null, unavailable.message());
      }
      case Authentication.Outcome.Later later -> {
        return later
            .outcome()
            .chain(
                known -> {
                  Uni<Response> answer = apply(known, request, http);
                  return answer == null ? Uni.createFrom().nullItem() : answer;
                });
      }
    }
  }

  /** The body of Polaris' gateway. Source: control-plane specification, 3.3. */
  private static Response expired(String message) {
    return Response.status(Response.Status.UNAUTHORIZED)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"polaris\"")
        .entity(Map.of("message", message))
        .build();
  }

  private static ServiceException slowed(ContainerRequestContext request, Duration pause) {
    long seconds = Math.max(1, pause.plusMillis(999).toSeconds());
    ErrorMapper.retryAfter(request, seconds);
    return new ServiceException(
        ErrorCode.TOO_MANY_REQUESTS,
        null,
        "Too many different wrong credentials came from this address; try again in %d s."
            .formatted(seconds));
  }

  /** Empty rights where none were asked for. */
  static Principal principal(ContainerRequestContext request) {
    return request.getProperty(PRINCIPAL) instanceof Principal principal
        ? principal
        : Principal.NOBODY;
  }
}
