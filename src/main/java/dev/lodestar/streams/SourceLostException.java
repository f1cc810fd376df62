package dev.lodestar.streams;

/** A source does not answer or refuses; it may be back later. The message is for users. */
final class SourceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean ofSchemas;

  SourceLostException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private SourceLostException(String message, Throwable cause, boolean ofSchemas) {
    super(message, cause);
    this.ofSchemas = ofSchemas;
  }

  /** The source itself answers, but not those who know the schemas of its records. */
  static SourceLostException ofSchemas(String message, Throwable cause) {
    return new SourceLostException(message, cause, true);
  }

  boolean isOfSchemas() {
    return ofSchemas;
  }

  String messageText() {
    return String.valueOf(getMessage());
  }
}
