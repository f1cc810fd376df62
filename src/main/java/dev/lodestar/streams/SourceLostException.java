package dev.lodestar.streams;

/** A source does not answer or refuses; it may be back later. The message is for users. */
final class SourceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String LOST = "lost_connection_to_source";

  private final String code;
  private final boolean lasts;

  SourceLostException(String message, Throwable cause) {
    this(message, cause, LOST, false);
  }

  private SourceLostException(String message, Throwable cause, String code, boolean lasts) {
    super(message, cause);
    this.code = code;
    this.lasts = lasts;
  }

  /** The source itself answers, but not those who know the schemas of its records. */
  static SourceLostException ofSchemas(String message, Throwable cause) {
    return new SourceLostException(message, cause, LOST, true);
  }

  /** The source itself answers, but lookups are gone that its rows are made with. */
  static SourceLostException ofLookups(String message) {
    return new SourceLostException(
        message, new IllegalStateException("no lookup"), "unable_to_proceed", true);
  }

  /** The health code of a job without its source. */
  String code() {
    return code;
  }

  /** Whether a source that can be opened again says nothing about this: only records do. */
  boolean lastsUntilRecords() {
    return lasts;
  }

  String messageText() {
    return String.valueOf(getMessage());
  }
}
