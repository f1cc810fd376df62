package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The first file of a multipart request, as a stream.
 *
 * <p>Nothing is held in memory beyond a few buffers: the connection is paused while the disk is
 * busy. A client that breaks off fails the stream.
 *
 * @param name the file name of the part
 * @param content its bytes; to be read once
 */
record MultipartUpload(String name, @Nullable String contentType, Multi<byte[]> content) {

  /** Errors: {@code INVALID_ARGUMENT} when the request has no part with a file name. */
  static Uni<MultipartUpload> first(HttpServerRequest request) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              AtomicBoolean found = new AtomicBoolean();
              request.exceptionHandler(emitter::fail);
              request.uploadHandler(
                  upload -> {
                    if (found.compareAndSet(false, true)) {
                      emitter.complete(of(upload));
                    } else {
                      // Only one file a request; what follows is read past.
                      upload.handler(buffer -> {});
                    }
                  });
              request.endHandler(
                  end -> {
                    if (!found.get()) {
                      emitter.fail(noFile());
                    }
                  });
              expectMultipart(request, emitter);
              request.resume();
            });
  }

  private static void expectMultipart(
      HttpServerRequest request, UniEmitter<? super MultipartUpload> emitter) {
    try {
      request.setExpectMultipart(true);
    } catch (IllegalStateException e) {
      emitter.fail(noFile());
    }
  }

  private static MultipartUpload of(HttpServerFileUpload upload) {
    upload.pause();
    Multi<byte[]> content = MultiHelper.toMulti(upload).map(MultipartUpload::bytes);
    return new MultipartUpload(upload.filename(), upload.contentType(), content);
  }

  private static byte[] bytes(Buffer buffer) {
    return buffer.getBytes();
  }

  private static ServiceException noFile() {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "file",
        "An upload is a multipart/form-data request with one part that has a file name.");
  }
}
