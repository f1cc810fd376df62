package dev.lodestar.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Ends the connections of requests that were refused, for whatever reason, before their bodies were
 * read: else the server would read them to their ends, however far these are.
 */
@ApplicationScoped
class RefusedBodies {
  private static final int FIRST_REFUSAL = 400;

  /** What is not more than this is sooner read than a connection is made. */
  private static final long READ_ANYWAY_BYTES = 64 * 1024;

  void register(@Observes Router router) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .handler(
            http -> {
              http.addHeadersEndHandler(nothing -> check(http));
              http.next();
            });
  }

  private static void check(RoutingContext http) {
    HttpServerRequest request = http.request();
    // The rest of a refused upload is MultipartUpload's to deal with.
    if (http.response().getStatusCode() >= FIRST_REFUSAL
        && !request.isEnded()
        && !request.isExpectMultipart()
        && isLong(request)) {
      UnreadBodies.leave(http);
    }
  }

  private static boolean isLong(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null || length.length() > 18 || Long.parseLong(length) > READ_ANYWAY_BYTES;
  }
}
