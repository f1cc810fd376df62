package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first file of a multipart request, as a stream.
 *
 * <p>Nothing is held in memory beyond a few buffers: the connection is paused while the disk is
 * busy. A client that breaks off fails the stream.
 *
 * @param name the file name of the part
 * @param content its bytes; to be read once
 * @param discard reads past what is left of them, after a refusal
 */
record MultipartUpload(
    String name, @Nullable String contentType, Multi<byte[]> content, Runnable discard) {

  /** Errors: {@code INVALID_ARGUMENT} when the request has no part with a file name. */
  static Uni<MultipartUpload> first(HttpServerRequest request) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              AtomicReference<@Nullable UploadStream> found = new AtomicReference<>();
              request.exceptionHandler(
                  broken -> {
                    emitter.fail(unreadable(broken));
                    UploadStream begun = found.get();
                    if (begun != null) {
                      begun.broken(unreadable(broken));
                    }
                  });
              request.uploadHandler(
                  upload -> {
                    UploadStream stream = new UploadStream(upload, Vertx.currentContext());
                    if (found.compareAndSet(null, stream)) {
                      emitter.complete(of(upload, stream));
                    } else {
                      // Only one file a request.
                      stream.discard();
                    }
                  });
              request.endHandler(end -> checkEnd(found.get(), emitter));
              expectMultipart(request, emitter);
              request.resume();
            });
  }

  private static void checkEnd(
      @Nullable UploadStream found, UniEmitter<? super MultipartUpload> emitter) {
    if (found == null) {
      emitter.fail(noFile());
    } else {
      found.requestOver();
    }
  }

  private static void expectMultipart(
      HttpServerRequest request, UniEmitter<? super MultipartUpload> emitter) {
    try {
      request.setExpectMultipart(true);
    } catch (RuntimeException e) {
      // The decoder throws whatever it runs into when it takes the Content-Type apart.
      emitter.fail(noFile());
    }
  }

  private static MultipartUpload of(HttpServerFileUpload upload, UploadStream stream) {
    return new MultipartUpload(
        upload.filename(),
        upload.contentType(),
        MultiHelper.toMulti(stream).map(Buffer::getBytes),
        stream::discard);
  }

  /** Whatever goes wrong while a body is taken apart is wrong with the body. */
  static ServiceException unreadable(Throwable broken) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "file",
        "The multipart body cannot be read: it is broken off, or its parts do not have the headers of multipart/form-data.",
        broken);
  }

  private static ServiceException noFile() {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "file",
        "An upload is a multipart/form-data request with one part that has a file name.");
  }
}
