package dev.lodestar.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths that answers name, under the mount that the client used. */
final class Locations {
  private Locations() {}

  static URI of(ContainerRequestContext request, String collection, String name) {
    return URI.create(LegacyMounts.prefix(request) + "/" + collection + "/" + encoded(name));
  }

  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
