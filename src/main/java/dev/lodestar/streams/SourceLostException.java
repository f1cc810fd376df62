package dev.lodestar.streams;

/** A source does not answer or refuses; it may be back later. The message is for users. */
final class SourceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SourceLostException(String message, Throwable cause) {
    super(message, cause);
  }

  String messageText() {
    return String.valueOf(getMessage());
  }
}
