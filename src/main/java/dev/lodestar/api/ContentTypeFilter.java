package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses Content-Types that are none, which the framework answers as a fault of the server. */
public class ContentTypeFilter {
  @ServerRequestFilter(preMatching = true)
  public void refuseUnreadable(ContainerRequestContext request) {
    String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      return;
    }
    try {
      MediaType.valueOf(type);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          HttpHeaders.CONTENT_TYPE,
          "The Content-Type of the request is none; use application/json.",
          e);
    }
  }
}
