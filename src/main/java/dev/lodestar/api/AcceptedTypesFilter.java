package dev.lodestar.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Gives every client the one form that an answer has: a client that asks for HTML or plain text is
 * better served with JSON, and with the right status, than with a refusal.
 *
 * <p>Source: RFC 9110, 12.5.1, which lets a server disregard what a client accepts.
 */
public class AcceptedTypesFilter {
  @ServerRequestFilter(preMatching = true)
  public void acceptAny(ContainerRequestContext request) {
    String accepted = request.getHeaderString(HttpHeaders.ACCEPT);
    if (accepted != null && !accepted.contains(MediaType.WILDCARD)) {
      request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.WILDCARD);
    }
  }
}
