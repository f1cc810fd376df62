package dev.lodestar.api;

import dev.lodestar.auth.Principal;
import dev.lodestar.auth.RequestRates;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Answers 429 to callers that ask for more than the operator lets one of them ask for. */
public class RateFilter {
  /** After it is known who calls. */
  private static final int PRIORITY = Priorities.AUTHENTICATION + 1;

  private final RequestRates rates;

  RateFilter(RequestRates rates) {
    this.rates = rates;
  }

  /** Errors: {@code TOO_MANY_REQUESTS}. */
  @ServerRequestFilter(preMatching = true, priority = PRIORITY)
  public void limit(ContainerRequestContext request, RoutingContext http) {
    Principal principal = AuthenticationFilter.principal(request);
    boolean isKnown = !principal.equals(Principal.NOBODY) && !principal.equals(Principal.EVERYBODY);
    Optional<Duration> wait =
        rates.take(
            isKnown ? principal.user().userId() : http.request().remoteAddress().hostAddress());
    if (wait.isPresent()) {
      UnreadBodies.leave(http);
      ErrorMapper.retryAfter(request, Math.max(1, wait.get().plusMillis(999).toSeconds()));
      throw new ServiceException(ErrorCode.TOO_MANY_REQUESTS, null, "API rate limit exceeded");
    }
  }
}
