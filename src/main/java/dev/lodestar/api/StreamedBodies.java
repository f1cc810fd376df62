package dev.lodestar.api;

import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

/**
 * Streams that end as a request ends, however they end.
 *
 * <p>The framework answers a fault in a stream, and a client that left, by resetting the response,
 * after which the server waits for that request when it stops. So a fault closes the connection,
 * which cuts the body off as visibly, and a response that nobody reads is ended.
 */
final class StreamedBodies {
  private static final Logger LOG = Logger.getLogger(StreamedBodies.class);

  private StreamedBodies() {}

  static Multi<byte[]> of(Multi<byte[]> body, RoutingContext http) {
    return body.onFailure()
        .recoverWithMulti(fault -> cutOff(fault, http))
        .onCancellation()
        .invoke(() -> endUnread(http.response()));
  }

  /** Before the first piece a fault is still an answer of its own. */
  private static Multi<byte[]> cutOff(Throwable fault, RoutingContext http) {
    if (!http.response().headWritten()) {
      return Multi.createFrom().failure(fault);
    }
    if (fault instanceof ServiceException known) {
      LOG.debugf("A result was cut off: %s", known.messageText());
    } else {
      LOG.error("A result was cut off by a fault of the server.", fault);
    }
    http.request().connection().close();
    return Multi.createFrom().nothing();
  }

  private static void endUnread(HttpServerResponse response) {
    if (!response.closed() && !response.ended()) {
      response.end();
    }
  }
}
