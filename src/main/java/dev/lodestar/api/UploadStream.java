package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one part of a multipart request.
 *
 * <p>Vert.x ends such a stream at the part's closing boundary and at nothing else, so a request
 * that ends without one would leave its reader waiting for ever. Here the stream fails then: the
 * request is over, the reader asks for more, and nothing is left to give. Safe for threads.
 */
final class UploadStream implements ReadStream<Buffer> {
  private final HttpServerFileUpload upload;
  private final Context eventLoop;
  private @Nullable Handler<Throwable> failureHandler;
  private @Nullable Handler<Void> endHandler;
  private long demand;
  private @Nullable ServiceException failure;
  private boolean requestOver;
  private boolean ended;

  UploadStream(HttpServerFileUpload upload, Context eventLoop) {
    this.upload = upload;
    this.eventLoop = eventLoop;
    upload.pause();
    upload.endHandler(nothing -> end());
  }

  /** The request has been read to its end. */
  void requestOver() {
    synchronized (this) {
      requestOver = true;
    }
    checkSoon();
  }

  /** The request cannot be read any further; who reads, or comes to read, gets to know. */
  void broken(ServiceException fault) {
    synchronized (this) {
      failure = fault;
    }
    checkSoon();
  }

  /** Reads past what is left: nobody wants it, but the client has to get rid of it. */
  void discard() {
    eventLoop.runOnContext(
        nothing -> {
          synchronized (this) {
            failureHandler = null;
            endHandler = null;
          }
          upload.exceptionHandler(broken -> {});
          upload.handler(buffer -> {});
          upload.resume();
        });
  }

  private void end() {
    Handler<Void> handler;
    synchronized (this) {
      ended = true;
      handler = endHandler;
    }
    if (handler != null) {
      handler.handle(null);
    }
  }

  /** Checks after whatever the event loop has to deliver by now. */
  private void checkSoon() {
    eventLoop.runOnContext(nothing -> eventLoop.runOnContext(again -> check()));
  }

  private void check() {
    Handler<Throwable> handler;
    ServiceException known;
    synchronized (this) {
      if ((!requestOver && failure == null) || ended || demand == 0) {
        return;
      }
      ended = true;
      handler = failureHandler;
      known = failure;
    }
    if (handler != null) {
      handler.handle(
          known != null
              ? known
              : new ServiceException(
                  ErrorCode.INVALID_ARGUMENT,
                  "file",
                  "The request ends before the closing boundary of its multipart body; send it whole."));
    }
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
    if (handler == null) {
      upload.handler(null);
    } else {
      upload.handler(
          buffer -> {
            synchronized (this) {
              demand = demand == Long.MAX_VALUE ? demand : Math.max(0, demand - 1);
            }
            handler.handle(buffer);
          });
    }
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    synchronized (this) {
      demand = 0;
    }
    upload.pause();
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    boolean last;
    synchronized (this) {
      demand = demand > Long.MAX_VALUE - amount ? Long.MAX_VALUE : demand + amount;
      last = requestOver || failure != null;
    }
    upload.fetch(amount);
    if (last) {
      checkSoon();
    }
    return this;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    synchronized (this) {
      failureHandler = handler;
    }
    upload.exceptionHandler(broken -> broken(MultipartUpload.unreadable(broken)));
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
    synchronized (this) {
      endHandler = handler;
    }
    return this;
  }
}
