package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses paths and query parameters with a NUL character, which the database cannot hold. */
public class NulCheck {
  @ServerRequestFilter(preMatching = true)
  public void check(ContainerRequestContext request) {
    URI uri = request.getUriInfo().getRequestUri();
    if (uri.getRawPath().contains("%00")
        || (uri.getRawQuery() != null && uri.getRawQuery().contains("%00"))) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, null, "A request's path must not contain a NUL character.");
    }
  }
}
