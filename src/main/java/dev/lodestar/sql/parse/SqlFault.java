package dev.lodestar.sql.parse;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.error.TextPosition;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Faults in SQL text; each message ends with its place, as {@code at line 1, column 8.} */
public final class SqlFault {
  private SqlFault() {}

  /**
   * A fault in what the user wrote.
   *
   * @param sentence without its final stop
   */
  public static ServiceException invalid(String sentence, SqlParserPos at) {
    return fault(ErrorCode.INVALID_SQL, sentence, at.getLineNum(), at.getColumnNum());
  }

  /** The same for a place that is known by its numbers, which count from 1. */
  public static ServiceException invalid(String sentence, int line, int column) {
    return fault(ErrorCode.INVALID_SQL, sentence, line, column);
  }

  /** A fault of the text as a whole. */
  public static ServiceException invalid(String sentence) {
    return new ServiceException(ErrorCode.INVALID_SQL, null, sentence + ".");
  }

  /** Druid SQL, or near to it, that Lodestar does not run. */
  public static ServiceException notSupported(String sentence, SqlParserPos at) {
    return fault(ErrorCode.NOT_SUPPORTED, sentence, at.getLineNum(), at.getColumnNum());
  }

  private static ServiceException fault(ErrorCode code, String sentence, int line, int column) {
    if (line < 1 || column < 1) {
      return new ServiceException(code, null, sentence + ".");
    }
    return ServiceException.atPosition(
        code,
        null,
        "%s at line %d, column %d.".formatted(sentence, line, column),
        new TextPosition(line, column));
  }
}
