package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What went wrong with a query, in Druid's words: the newer members, and the older ones that older
 * clients read.
 *
 * <p>Source: control-plane specification, 4.1, shape C; data-plane specification, 8.1.4.
 *
 * @param error {@code druidException}, or Druid's older name of a fault that came while running
 * @param errorClass the class that Druid throws for it; clients tell faults apart by it
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
        Map<String, String> context,
    @Schema(required = true, examples = "org.apache.druid.error.DruidException") String errorClass,
    @Schema(required = true, examples = "lodestar") String host) {
  private static final String NEWER = "druidException";
  private static final String HOST = "lodestar";

  public SqlErrorBody {
    context = Map.copyOf(context);
  }

  /** What Druid says about a kind of fault. */
  private record Words(
      String error, String errorCode, String persona, String category, String errorClass) {
    static Words user(String errorCode, String category) {
      return new Words(NEWER, errorCode, "USER", category, "org.apache.druid.error.DruidException");
    }

    static Words operator(String errorCode, String category) {
      return new Words(
          NEWER, errorCode, "OPERATOR", category, "org.apache.druid.error.DruidException");
    }

    /** A fault that Druid still reports under its older name. */
    static Words older(
        String error, String errorCode, String persona, String category, String errorClass) {
      return new Words(error, errorCode, persona, category, "org.apache.druid.query." + errorClass);
    }
  }

  static SqlErrorBody of(ServiceException fault) {
    Map<String, String> context = new LinkedHashMap<>();
    fault
        .position()
        .ifPresent(
            position -> {
              context.put("sourceType", "sql");
              context.put("line", Integer.toString(position.line()));
              context.put("column", Integer.toString(position.column()));
            });
    Words words = words(fault.code());
    return new SqlErrorBody(
        words.error(),
        words.errorCode(),
        words.persona(),
        words.category(),
        fault.messageText(),
        context,
        words.errorClass(),
        HOST);
  }

  private static Words words(ErrorCode code) {
    return switch (code.kind()) {
      case INVALID, METHOD_NOT_ALLOWED, CONFLICT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE ->
          invalid(code);
      case NOT_FOUND -> Words.user("notFound", "INVALID_INPUT");
      case UNAUTHENTICATED -> Words.user("unauthorized", "UNAUTHORIZED");
      case FORBIDDEN -> Words.user("forbidden", "FORBIDDEN");
      case THROTTLED ->
          Words.older(
              "Query capacity exceeded",
              "capacityExceeded",
              "USER",
              "CAPACITY_EXCEEDED",
              "QueryCapacityExceededException");
      case TIMEOUT ->
          Words.older("Query timeout", "timeout", "USER", "TIMEOUT", "QueryTimeoutException");
      case CANCELED ->
          Words.older(
              "Query cancelled", "canceled", "USER", "CANCELED", "QueryInterruptedException");
      case RUNTIME -> Words.user("runtimeFailure", "RUNTIME_FAILURE");
      case UNAVAILABLE, INTERNAL -> Words.operator("general", "UNCATEGORIZED");
    };
  }

  private static Words invalid(ErrorCode code) {
    if (code == ErrorCode.NOT_SUPPORTED) {
      return Words.user("invalidInput", "UNSUPPORTED");
    }
    return code == ErrorCode.RESOURCE_LIMIT_EXCEEDED
        ? Words.older(
            "Resource limit exceeded",
            "resourceLimitExceeded",
            "USER",
            "CAPACITY_EXCEEDED",
            "ResourceLimitExceededException")
        : Words.user("invalidInput", "INVALID_INPUT");
  }
}
