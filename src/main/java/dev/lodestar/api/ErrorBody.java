package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as the API says it.
 *
 * <p>Source: control-plane specification, 4.1, shape A.
 */
@Schema(name = "Error", description = "What went wrong.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ErrorBody(
    @Schema(required = true, examples = "BadArgument") String code,
    @Schema(required = true, examples = "Column \"foo\" in clusteringColumns does not exist.")
        String message,
    @Schema(examples = "clusteringColumns[0]") @Nullable String target,
    @Nullable List<ErrorBody> details,
    @Schema(name = "innererror") @Nullable InnerError innererror) {

  /** The fault by its exact name. */
  @Schema(name = "InnerError")
  public record InnerError(String code, String message) {}

  static ErrorBody of(ServiceException fault) {
    return new ErrorBody(
        wireCode(fault.code()),
        fault.messageText(),
        fault.target().orElse(null),
        fault.details().stream().map(ErrorBody::of).toList(),
        new InnerError(fault.code().name(), fault.messageText()));
  }

  private static ErrorBody of(Problem problem) {
    return new ErrorBody(wireCode(problem.code()), problem.message(), problem.target(), null, null);
  }

  static String wireCode(ErrorCode code) {
    return switch (code.kind()) {
      case INVALID, RUNTIME, CANCELED -> "BadArgument";
      case UNAUTHENTICATED -> "InvalidAuthentication";
      case FORBIDDEN -> "AccessDenied";
      case NOT_FOUND -> "ObjectNotFound";
      case METHOD_NOT_ALLOWED -> "MethodNotAllowed";
      case CONFLICT -> "StateConflict";
      case TOO_LARGE -> "PayloadTooLarge";
      case UNSUPPORTED_MEDIA_TYPE -> "UnsupportedMediaType";
      case THROTTLED -> "TooManyRequests";
      case UNAVAILABLE -> "ServiceUnavailable";
      case TIMEOUT -> "Timeout";
      case INTERNAL -> "InternalError";
    };
  }
}
