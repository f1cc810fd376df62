package dev.lodestar.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Bodies of requests that are answered before they are read. */
final class UnreadBodies {
  private UnreadBodies() {}

  /** So that a client that still sends gets to read the answer before the connection is gone. */
  private static final long LINGER_MILLIS = 1_000;

  /** Lets the connection end soon after the answer, should a body be on its way. */
  static void leave(RoutingContext http) {
    HttpServerRequest request = http.request();
    String length = request.getHeader("Content-Length");
    boolean hasBody =
        request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    if (hasBody) {
      http.response().headers().set("Connection", "close");
      http.addEndHandler(answered -> close(http));
    }
  }

  private static void close(RoutingContext http) {
    HttpServerRequest request = http.request();
    if (request.isEnded()) {
      request.connection().close();
      return;
    }
    request.handler(thrownAway -> {});
    request.exceptionHandler(gone -> {});
    request.endHandler(nothing -> request.connection().close());
    request.resume();
    http.vertx().setTimer(LINGER_MILLIS, timer -> request.connection().close());
  }
}
