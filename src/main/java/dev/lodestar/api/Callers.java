package dev.lodestar.api;

import dev.lodestar.auth.Caller;
import dev.lodestar.data.UserReference;
import jakarta.ws.rs.container.ContainerRequestContext;

/** Who calls, as the filters found out. */
final class Callers {
  private static final String PROPERTY = "lodestar.caller";

  private Callers() {}

  static void set(ContainerRequestContext request, Caller caller) {
    request.setProperty(PROPERTY, caller);
  }

  static Caller of(ContainerRequestContext request) {
    if (request.getProperty(PROPERTY) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("a request has reached its operation without a caller");
  }

  /** As createdBy and its like show it. */
  static UserReference user(ContainerRequestContext request) {
    return of(request).user();
  }
}
