package dev.lodestar.error;

/**
 * What can be wrong, by name. The kind decides the HTTP status, in {@code api.ErrorMapper} only.
 */
public enum ErrorCode {
  /** A request breaks a rule of the API; the message names the member and the rule. */
  INVALID_ARGUMENT(Kind.INVALID),
  /** SQL that does not parse or does not validate. */
  INVALID_SQL(Kind.INVALID),
  /** Part of the Polaris API that docs/COMPATIBILITY.md lists as absent. */
  NOT_SUPPORTED(Kind.INVALID),
  UNAUTHENTICATED(Kind.UNAUTHENTICATED),
  ACCESS_DENIED(Kind.FORBIDDEN),
  NOT_FOUND(Kind.NOT_FOUND),
  METHOD_NOT_ALLOWED(Kind.METHOD_NOT_ALLOWED),
  ALREADY_EXISTS(Kind.CONFLICT),
  STALE_VERSION(Kind.CONFLICT),
  PAYLOAD_TOO_LARGE(Kind.TOO_LARGE),
  UNSUPPORTED_MEDIA_TYPE(Kind.UNSUPPORTED_MEDIA_TYPE),
  TOO_MANY_REQUESTS(Kind.THROTTLED),
  /** The store of files and segments cannot be read or written (full disk, lost mount). */
  STORAGE_UNAVAILABLE(Kind.UNAVAILABLE),
  SERVICE_UNAVAILABLE(Kind.UNAVAILABLE),
  /** A statement that is right needs more of something than one statement may use. */
  RESOURCE_LIMIT_EXCEEDED(Kind.INVALID),
  /** The statement ran past its deadline. */
  TIMEOUT(Kind.TIMEOUT),
  /** A user stopped the statement or job. */
  CANCELED(Kind.CANCELED),
  INTERNAL(Kind.INTERNAL),

  // Faults that end a job; the names are the API's health codes.
  CANNOT_PARSE_SOURCE(Kind.INVALID),
  COULD_NOT_CONNECT_TO_SOURCE(Kind.INVALID),
  NULL_TIMESTAMP(Kind.INVALID),
  TIMESTAMP_OUT_OF_BOUNDS(Kind.INVALID),
  TOO_MANY_TIME_BUCKETS(Kind.INVALID),
  TOO_MANY_SEGMENTS_IN_TIME_CHUNK(Kind.INVALID),
  TOO_MANY_INPUT_FILES(Kind.INVALID),
  TOO_MANY_PARTITIONS(Kind.INVALID),
  TOO_MANY_COLUMNS(Kind.INVALID),
  CANNOT_PARSE_MULTI_VALUE_DIMENSION(Kind.INVALID),
  NO_ROWS_INGESTED(Kind.INVALID),
  ROW_TOO_LARGE(Kind.INVALID),
  INVALID_NULL_BYTE(Kind.INVALID),
  /** A value that an expression could not compute, such as a division of integers by zero. */
  EVALUATION_FAILED(Kind.RUNTIME);

  /** Who can do what about it. */
  public enum Kind {
    INVALID,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    CONFLICT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    THROTTLED,
    UNAVAILABLE,
    TIMEOUT,
    CANCELED,
    RUNTIME,
    INTERNAL
  }

  private final Kind kind;

  ErrorCode(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
