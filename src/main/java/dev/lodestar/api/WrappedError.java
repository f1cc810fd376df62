package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What went wrong in the organization, as the API says it.
 *
 * <p>Source: control-plane specification, 4.1, shape B.
 */
@Schema(name = "WrappedError", description = "What went wrong.")
public record WrappedError(@Schema(required = true) ErrorBody error) {
  /** Beginnings of the paths of the organization. */
  static final List<String> PREFIXES =
      List.of("/v1/apikey", "/v1/clients", "/v1/users", "/v1/groups", "/v1/permissions", "/auth/");

  private static final Pattern PROJECT = Pattern.compile("/v1/projects(/[^/]*)?/?");

  static WrappedError of(ServiceException fault) {
    return new WrappedError(ErrorBody.of(fault));
  }

  /** Whether faults have this form. Of projects, so far, refusals only do. */
  static boolean isFor(String path, ErrorCode.Kind kind) {
    boolean isRefusal = kind == ErrorCode.Kind.UNAUTHENTICATED || kind == ErrorCode.Kind.FORBIDDEN;
    return PREFIXES.stream().anyMatch(path::startsWith)
        || (isRefusal && PROJECT.matcher(path).matches());
  }
}
