package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a query, in Druid's words. Faults that Druid still reports in its older form
 * (timeouts, cancels, capacity) have the members of both forms.
 *
 * <p>Source: control-plane specification, 4.1, shape C; data-plane specification, 8.1.4.
 *
 * @param error {@code druidException}, or Druid's older name of a fault that came while running
 * @param errorClass of the older form: the class that Druid throws, by which clients tell faults
 *     apart
 * @param host of the older form
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
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
    @Schema(examples = "org.apache.druid.query.QueryTimeoutException") @Nullable String errorClass,
    @Schema(examples = "lodestar") @Nullable String host) {
  private static final String NEWER = "druidException";
  private static final String HOST = "lodestar";

  public SqlErrorBody {
    context = Map.copyOf(context);
  }

  /** What Druid says about a kind of fault. */
  private record Words(
      String error,
      String errorCode,
      String persona,
      String category,
      @Nullable String errorClass) {
    static Words user(String errorCode, String category) {
      return new Words(NEWER, errorCode, "USER", category, null);
    }

    static Words operator(String errorCode, String category) {
      return new Words(NEWER, errorCode, "OPERATOR", category, null);
    }

    /** A fault that Druid still reports under its older name. */
    static Words older(
        String error,
        String errorCode,
        String persona,
        String category,
        @Nullable String errorClass) {
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
        words.errorClass() == null ? null : HOST);
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
