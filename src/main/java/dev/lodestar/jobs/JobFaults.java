package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;

/** The API's names for what ends a job. Source: control-plane specification, 8.11. */
final class JobFaults {
  private JobFaults() {}

  /** A job that was accepted and is refused when it runs: its table or source has changed. */
  static String healthCode(ServiceException fault) {
    boolean isAboutSource =
        fault.target().filter(target -> target.startsWith("source")).isPresent();
    return fault.code() == ErrorCode.INVALID_ARGUMENT && isAboutSource
        ? healthCode(ErrorCode.COULD_NOT_CONNECT_TO_SOURCE)
        : healthCode(fault.code());
  }

  static String healthCode(ErrorCode code) {
    return switch (code) {
      case CANCELED -> "canceled";
      case CANNOT_PARSE_SOURCE -> "cannot_parse_source";
      case COULD_NOT_CONNECT_TO_SOURCE -> "could_not_connect_to_source";
      case NULL_TIMESTAMP -> "null_timestamp";
      case TIMESTAMP_OUT_OF_BOUNDS -> "timestamp_out_of_bounds";
      case TOO_MANY_TIME_BUCKETS -> "too_many_time_buckets";
      case TOO_MANY_SEGMENTS_IN_TIME_CHUNK -> "too_many_segments_in_time_chunk";
      case TOO_MANY_INPUT_FILES -> "too_many_input_files";
      case TOO_MANY_PARTITIONS -> "too_many_partitions";
      case TOO_MANY_COLUMNS -> "too_many_columns";
      case CANNOT_PARSE_MULTI_VALUE_DIMENSION -> "cannot_parse_multi_value_dimension";
      case NO_ROWS_INGESTED -> "no_rows_ingested";
      case ROW_TOO_LARGE -> "row_too_large";
      case INVALID_NULL_BYTE -> "invalid_null_byte";
      case INVALID_SQL, NOT_SUPPORTED, INVALID_ARGUMENT -> "query_not_supported";
      case UNAUTHENTICATED,
          ACCESS_DENIED,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          ALREADY_EXISTS,
          STALE_VERSION,
          PAYLOAD_TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          TOO_MANY_REQUESTS,
          STORAGE_UNAVAILABLE,
          SERVICE_UNAVAILABLE,
          RESOURCE_LIMIT_EXCEEDED,
          TIMEOUT,
          EVALUATION_FAILED,
          INTERNAL ->
          "internal_error";
    };
  }
}
