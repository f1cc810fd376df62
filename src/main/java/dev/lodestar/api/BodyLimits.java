package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.files.FilesConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.vertx.VertxInputStream;

/**
 * Refuses bodies that are too large before they are read: uploads stream to disk and may be large,
 * all other bodies are held in memory.
 */
public class BodyLimits {
  private static final Pattern UPLOAD = Pattern.compile("/v1/(projects/[^/]+/)?files/?");

  /** Room for the boundaries and headers of a multipart body. */
  private static final long ENVELOPE_BYTES = 64 * 1024;

  private final ApiConfig config;
  private final FilesConfig files;

  BodyLimits(ApiConfig config, FilesConfig files) {
    this.config = config;
    this.files = files;
  }

  @ServerRequestFilter(preMatching = true)
  public void check(ContainerRequestContext request, RoutingContext http) {
    boolean isUpload = UPLOAD.matcher(request.getUriInfo().getPath()).matches();
    long limit =
        isUpload
            ? files.sizeMax().asLongValue() + ENVELOPE_BYTES
            : config.bodySizeMax().asLongValue();
    if (declaredLength(request) > limit) {
      UnreadBodies.leave(http);
      throw new ServiceException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          null,
          "The request's body is larger than the %d bytes that are allowed here.".formatted(limit));
    }
    // A body of unknown length is counted while it is read.
    http.put(VertxInputStream.MAX_REQUEST_SIZE_KEY, limit);
  }

  /** The header itself: the framework reads a length beyond an int as none. */
  private static long declaredLength(ContainerRequestContext request) {
    String length = request.getHeaderString("Content-Length");
    return length == null ? -1 : Long.parseLong(length);
  }
}
