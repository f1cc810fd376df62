package dev.lodestar.lookups;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * The rules for names of lookups and aliases: what a path, a literal and an identifier can hold.
 */
final class LookupName {
  private static final int LENGTH_MAX = 255;

  private LookupName() {}

  /** The name itself. Errors: {@code INVALID_ARGUMENT} that names the broken rule. */
  static String require(@Nullable String name, String target) {
    if (name == null || name.isEmpty() || name.length() > LENGTH_MAX) {
      throw invalid(target, "A lookup or alias needs a name of 1 to 255 characters.");
    }
    if (name.startsWith(" ") || name.endsWith(" ") || name.codePoints().anyMatch(c -> forbids(c))) {
      throw invalid(
          target,
          "Name \"%s\" must not begin or end with a space, nor contain a slash, a square bracket or a control character."
              .formatted(printable(name)));
    }
    return name;
  }

  /** A text for messages. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .limit(LENGTH_MAX)
        .forEach(c -> printable.appendCodePoint(isBroken(c) ? '?' : c));
    return printable.toString();
  }

  // Brackets name columns, as in name[key][value].
  private static boolean forbids(int codePoint) {
    return codePoint == '/' || codePoint == '[' || codePoint == ']' || isBroken(codePoint);
  }

  private static boolean isBroken(int codePoint) {
    return Character.isISOControl(codePoint) || (codePoint >= 0xD800 && codePoint <= 0xDFFF);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
