package dev.lodestar.tables;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rules for names of columns other than {@code __time}.
 *
 * <p>Source: control-plane specification, 9.2.
 */
public final class ColumnName {
  private ColumnName() {}

  /** The name itself. Errors: {@code INVALID_ARGUMENT} that names the broken rule. */
  public static String require(@Nullable String name, String target) {
    if (name == null || name.isBlank()) {
      throw invalid(target, "A column needs a name that is not blank.");
    }
    if (name.startsWith(" ") || name.endsWith(" ")) {
      throw invalid(
          target, "Column name \"%s\" must not begin or end with a space.".formatted(name));
    }
    if (name.startsWith("__")) {
      throw invalid(
          target,
          "Column name \"%s\" is reserved: names that begin with __ belong to the system."
              .formatted(name));
    }
    if (name.indexOf('\0') >= 0) {
      throw invalid(target, "A column name must not contain a NUL character.");
    }
    return name;
  }

  /**
   * A name as the engine compares it: without regard to the case of letters.
   *
   * <p>Two columns of one table, or two input fields of one job, need folded names that differ.
   */
  public static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** What to say of two names that only the case of letters tells apart. */
  public static Problem sameButForCase(String name, String other, String target) {
    return new Problem(
        ErrorCode.NOT_SUPPORTED,
        target,
        "\"%s\" and \"%s\" differ only in the case of letters, which cannot be stored; rename one."
            .formatted(name, other));
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
