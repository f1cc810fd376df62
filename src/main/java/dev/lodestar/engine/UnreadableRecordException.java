package dev.lodestar.engine;

/**
 * A record whose bytes are not what its format says.
 *
 * <p>The message is a clause for users that goes on behind the name of the record, such as "is not
 * valid Avro"; it shows nothing of the record.
 */
public final class UnreadableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableRecordException(String clause) {
    super(clause);
  }

  public UnreadableRecordException(String clause, Throwable cause) {
    super(clause, cause);
  }

  public String clause() {
    return String.valueOf(getMessage());
  }
}
