package dev.lodestar.engine.duckdb;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Says in our words what DuckDB says in its own.
 *
 * <p>The driver gives no error codes, so the class of a fault is read from the prefix that DuckDB
 * puts before each message ({@code "Conversion Error: "}); the rest of the text may hold row
 * contents and goes to the log only, as the cause.
 */
final class EngineFaults {
  /** Before a sentence that our own SQL raises; at the beginning, where no row's contents are. */
  private static final String OWN_WORDS = "Invalid Input Error: lodestar: ";

  private EngineFaults() {}

  static ServiceException of(SQLException fault) {
    String text = String.valueOf(fault.getMessage());
    return new ServiceException(codeOf(text), null, sentenceFor(text), fault);
  }

  /**
   * The same for a statement that stores rows, where the only times that count are those of rows.
   */
  static ServiceException ofIngestion(SQLException fault) {
    String text = String.valueOf(fault.getMessage());
    return isTimeFault(text)
        ? new ServiceException(
            ErrorCode.TIMESTAMP_OUT_OF_BOUNDS,
            null,
            "An expression gives a time outside of the years 1 to 9999, as microseconds do where"
                + " milliseconds are expected; correct the mapping or leave such rows out with"
                + " filterExpression.",
            fault)
        : of(fault);
  }

  private static boolean isTimeFault(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return text.startsWith("Conversion Error")
        && (lower.contains("could not convert timestamp") || lower.contains("timestamp range"));
  }

  static boolean isInterrupt(SQLException fault) {
    return String.valueOf(fault.getMessage()).startsWith("INTERRUPT Error");
  }

  private static ErrorCode codeOf(String text) {
    if (text.startsWith("INTERRUPT Error")) {
      return ErrorCode.CANCELED;
    }
    if (text.contains("maximum_object_size")) {
      return ErrorCode.ROW_TOO_LARGE;
    }
    if (text.startsWith("IO Error")) {
      return ErrorCode.STORAGE_UNAVAILABLE;
    }
    if (text.startsWith("Out of Memory Error")) {
      return isFullDisk(text) ? ErrorCode.STORAGE_UNAVAILABLE : ErrorCode.SERVICE_UNAVAILABLE;
    }
    if (isTypeFault(text) || isTooDeep(text)) {
      return ErrorCode.INVALID_SQL;
    }
    return isRowFault(text) ? ErrorCode.EVALUATION_FAILED : ErrorCode.INTERNAL;
  }

  private static String sentenceFor(String text) {
    if (text.startsWith(OWN_WORDS)) {
      return text.substring(OWN_WORDS.length()).lines().findFirst().orElseThrow();
    }
    if (text.startsWith("INTERRUPT Error")) {
      return "The work was canceled.";
    }
    if (text.contains("maximum_object_size")) {
      return "A record is longer than the server's limit for one row; split it, or have the limit"
          + " raised.";
    }
    if (text.startsWith("IO Error") || isFullDisk(text)) {
      return "The server's storage cannot be read or written; check its free space and mounts.";
    }
    if (text.startsWith("Out of Memory Error")) {
      return "The statement needs more memory than the engine may use; narrow its time range or"
          + " group by fewer values.";
    }
    if (text.contains("ivision by zero")) {
      return "An integer was divided by zero; use SAFE_DIVIDE, or NULLIF on the divisor.";
    }
    if (text.startsWith("Out of Range Error")) {
      return "A value is out of range for its type; cast the operands to DOUBLE or narrow them.";
    }
    if (text.startsWith("Conversion Error")) {
      return "A value could not be converted to the type that an expression needs; use TRY_PARSE_JSON"
          + " or a CASE for such values.";
    }
    if (isRowFault(text)) {
      return "An expression could not be computed for at least one row, such as a division of integers"
          + " by zero or a value out of range; guard it with CASE or use SAFE_DIVIDE.";
    }
    if (isTooDeep(text)) {
      return "The SQL text is nested too deeply; make it simpler.";
    }
    if (isTypeFault(text)) {
      return "The statement combines values whose types do not fit together; add a CAST to each.";
    }
    return "The engine failed on this statement.";
  }

  private static boolean isFullDisk(String text) {
    return text.contains("No space left") || text.contains("failed to offload data block");
  }

  // What we print is deeper than what the user wrote, so only the engine knows.
  private static boolean isTooDeep(String text) {
    return text.toLowerCase(Locale.ROOT).contains("max expression depth");
  }

  // Validation should have refused such a statement; it is the user's to mend all the same.
  private static boolean isTypeFault(String text) {
    return text.startsWith("Binder Error") || text.startsWith("Not implemented Error");
  }

  private static boolean isRowFault(String text) {
    return text.startsWith("Invalid Input Error")
        || text.startsWith("Syntax Error")
        || text.startsWith("Out of Range Error")
        || text.startsWith("Conversion Error");
  }
}
