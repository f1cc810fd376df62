package dev.lodestar.engine;

/**
 * A schema of records that cannot be used.
 *
 * <p>The message is a clause for users that goes on behind the name of the schema, such as "is not
 * the Avro schema of a record".
 */
public final class InvalidSchemaException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidSchemaException(String clause) {
    super(clause);
  }

  public InvalidSchemaException(String clause, Throwable cause) {
    super(clause, cause);
  }

  public String clause() {
    return String.valueOf(getMessage());
  }
}
