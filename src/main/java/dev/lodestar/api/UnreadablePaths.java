package dev.lodestar.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Gives a body to the requests that the router refuses by itself: paths with broken escapes, and
 * first lines that promise another protocol.
 */
@ApplicationScoped
class UnreadablePaths {
  private final ObjectMapper json;

  UnreadablePaths(ObjectMapper json) {
    this.json = json;
  }

  void register(@Observes Router router) {
    router.errorHandler(400, this::answer);
    // Before the platform's, which logs as a fault of the server what no handler has seen.
    router
        .route()
        .order(Integer.MIN_VALUE)
        .failureHandler(
            request -> {
              if (request.statusCode() == 400) {
                answer(request);
              } else {
                request.next();
              }
            });
  }

  private void answer(RoutingContext request) {
    ServiceException fault =
        new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            null,
            "The request cannot be read: in its path, each percent sign must begin an"
                + " escape of two hex digits, and its first line must end with HTTP/1.1.");
    try {
      request
          .response()
          .setStatusCode(400)
          .putHeader("Content-Type", "application/json")
          .end(json.writeValueAsString(ErrorBody.of(fault)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an error body cannot be written", e);
    }
  }
}
