package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Keeps NUL characters in paths and query parameters from the database, which has no such text. */
public class ControlCharacterFilter {
  @ServerRequestFilter
  public void refuseNul(ContainerRequestContext request) {
    UriInfo uri = request.getUriInfo();
    for (List<String> values : uri.getPathParameters().values()) {
      if (values.stream().anyMatch(ControlCharacterFilter::hasNul)) {
        throw new ServiceException(
            ErrorCode.NOT_FOUND, null, "No name contains a NUL character, as this path does.");
      }
    }
    for (Map.Entry<String, List<String>> parameter : uri.getQueryParameters().entrySet()) {
      if (parameter.getValue().stream().anyMatch(ControlCharacterFilter::hasNul)) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            parameter.getKey(),
            "%s must not contain a NUL character.".formatted(parameter.getKey()));
      }
    }
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }
}
