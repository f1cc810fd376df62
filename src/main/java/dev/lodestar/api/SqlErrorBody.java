package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What went wrong with a query, in Druid's words.
 *
 * <p>Source: control-plane specification, 4.1, shape C; data-plane specification, 8.1.4.
 */
@Schema(name = "SqlError", description = "What went wrong with a query.")
public record SqlErrorBody(
    @Schema(required = true, examples = "druidException") String error,
    @Schema(required = true, examples = "invalidInput") String errorCode,
    @Schema(required = true, examples = "USER") String persona,
    @Schema(required = true, examples = "INVALID_INPUT") String category,
    @Schema(required = true, examples = "Unexpected token \"SELEC\" at line 1, column 1.")
        String errorMessage,
    @Schema(required = true, examples = "{\"line\": \"1\", \"column\": \"1\"}")
        Map<String, String> context) {

  static SqlErrorBody of(ServiceException fault) {
    Map<String, String> context = new LinkedHashMap<>();
    fault
        .position()
        .ifPresent(
            position -> {
              context.put("line", Integer.toString(position.line()));
              context.put("column", Integer.toString(position.column()));
            });
    return new SqlErrorBody(
        "druidException",
        errorCode(fault.code()),
        isOperators(fault.code()) ? "OPERATOR" : "USER",
        category(fault.code()),
        fault.messageText(),
        context);
  }

  private static boolean isOperators(ErrorCode code) {
    return code.kind() == ErrorCode.Kind.INTERNAL || code.kind() == ErrorCode.Kind.UNAVAILABLE;
  }

  private static String errorCode(ErrorCode code) {
    return switch (code.kind()) {
      case INVALID, NOT_FOUND, METHOD_NOT_ALLOWED, CONFLICT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE ->
          "invalidInput";
      case UNAUTHENTICATED -> "unauthorized";
      case FORBIDDEN -> "forbidden";
      case THROTTLED -> "capacityExceeded";
      case TIMEOUT -> "timeout";
      case CANCELED -> "canceled";
      case RUNTIME -> "runtimeFailure";
      case UNAVAILABLE, INTERNAL -> "general";
    };
  }

  private static String category(ErrorCode code) {
    return switch (code.kind()) {
      case INVALID, NOT_FOUND, METHOD_NOT_ALLOWED, CONFLICT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE ->
          code == ErrorCode.NOT_SUPPORTED ? "UNSUPPORTED" : "INVALID_INPUT";
      case UNAUTHENTICATED -> "UNAUTHORIZED";
      case FORBIDDEN -> "FORBIDDEN";
      case THROTTLED -> "CAPACITY_EXCEEDED";
      case TIMEOUT -> "TIMEOUT";
      case CANCELED -> "CANCELED";
      case RUNTIME -> "RUNTIME_FAILURE";
      case UNAVAILABLE, INTERNAL -> "UNCATEGORIZED";
    };
  }
}
