package dev.lodestar.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Bodies of requests that are answered before they are read. */
final class UnreadBodies {
  private UnreadBodies() {}

  /** Lets the connection end with the answer, should a body be on its way. */
  static void leave(RoutingContext http) {
    HttpServerRequest request = http.request();
    String length = request.getHeader("Content-Length");
    boolean hasBody =
        request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    if (hasBody) {
      http.response().headers().set("Connection", "close");
    }
  }
}
