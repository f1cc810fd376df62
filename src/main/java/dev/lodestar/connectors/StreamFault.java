package dev.lodestar.connectors;

/** Why a stream cannot be read now. The message is for users. */
public final class StreamFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What to do about it. */
  public enum Kind {
    /** The system does not answer or refuses; try again later. */
    LOST,
    /** Asked too often; try again in a moment. */
    THROTTLED,
    /** The place in the stream has to be looked up anew. */
    PLACE_EXPIRED,
    /** There is no such place in the stream. */
    PLACE_UNKNOWN
  }

  StreamFault(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** One sentence. */
  public String messageText() {
    return String.valueOf(getMessage());
  }
}
