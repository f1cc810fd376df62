package dev.lodestar.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The API keys of the identity host, {@code /auth/realms/{org}/apikeys}, rewritten before a
 * resource is chosen. The organization may have any name: there is one.
 *
 * <p>Source: control-plane specification, 5.1.
 */
public class RealmMounts {
  static final String OLDER = "/auth/realms/{org}/apikeys";
  static final String NEWER = "/v1/apikeys";

  private static final Pattern KEYS = Pattern.compile("(/auth/realms/[^/]+/apikeys)(/[^/]*)?");
  private static final String PREFIX_PROPERTY = "lodestar.keys-mount";

  @ServerRequestFilter(preMatching = true)
  public void rewrite(ContainerRequestContext request) {
    Matcher path = KEYS.matcher(RequestPath.of(request));
    if (path.matches()) {
      String rest = path.group(2) == null ? "" : path.group(2);
      request.setProperty(PREFIX_PROPERTY, path.group(1));
      RequestPath.exchange(request, NEWER + rest);
    }
  }

  /** Where this client finds keys. */
  static String prefix(ContainerRequestContext request) {
    Object older = request.getProperty(PREFIX_PROPERTY);
    return older == null ? NEWER : older.toString();
  }
}
