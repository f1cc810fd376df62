package dev.lodestar.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request as it was written, with its escapes, and the way to exchange it before a
 * resource is chosen.
 *
 * <p>The framework takes the path of {@code setRequestUri} without its escapes, and resolves the
 * escapes of what it took once more when it reads names from it: a name with a percent sign would
 * be another one, or none. So it is given a path whose percent signs are escaped.
 */
final class RequestPath {
  private static final String PATH = "lodestar.path";
  private static final String QUERY = "lodestar.query";

  private RequestPath() {}

  /** With escapes, after all exchanges so far. */
  static String of(ContainerRequestContext request) {
    Object exchanged = request.getProperty(PATH);
    return exchanged == null
        ? request.getUriInfo().getRequestUri().getRawPath()
        : exchanged.toString();
  }

  /** Query parameters stay as they are. */
  static void exchange(ContainerRequestContext request, String path) {
    URI uri = request.getUriInfo().getRequestUri();
    Object known = request.getProperty(QUERY);
    String query = known == null ? query(uri.getRawQuery()) : known.toString();
    request.setProperty(PATH, path);
    request.setProperty(QUERY, query);
    request.setRequestUri(
        request.getUriInfo().getBaseUri(), uri.resolve(path.replace("%", "%25") + query));
  }

  private static String query(@Nullable String raw) {
    return raw == null ? "" : "?" + raw;
  }
}
