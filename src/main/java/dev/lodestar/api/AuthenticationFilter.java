package dev.lodestar.api;

import dev.lodestar.auth.Authentication;
import dev.lodestar.auth.Principal;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

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

  /** Errors: {@code UNAUTHENTICATED}, {@code TOO_MANY_REQUESTS}. */
  @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
  public void authenticate(ContainerRequestContext request, RoutingContext http) {
    if (Authentication.OPEN_PATHS.contains(request.getUriInfo().getRequestUri().getRawPath())) {
      return;
    }
    switch (authentication.check(
        http.request().headers().getAll(HttpHeaders.AUTHORIZATION),
        () -> http.request().remoteAddress().hostAddress())) {
      case Authentication.Outcome.Accepted accepted ->
          request.setProperty(PRINCIPAL, accepted.principal());
      case Authentication.Outcome.Refused refused -> {
        UnreadBodies.leave(http);
        throw new ServiceException(ErrorCode.UNAUTHENTICATED, null, refused.message());
      }
      case Authentication.Outcome.Slowed slowed -> {
        UnreadBodies.leave(http);
        throw slowed(request, slowed.pause());
      }
    }
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
