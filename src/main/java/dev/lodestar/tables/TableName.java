package dev.lodestar.tables;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * The rules for names of tables.
 *
 * <p>Source: control-plane specification, 9.2.
 */
public final class TableName {
  private static final int LENGTH_MAX = 255;

  /** Makes an emoji of the symbol or digit before it. */
  private static final int EMOJI_STYLE = 0xFE0F;

  private static final int KEYCAP = 0x20E3;

  private TableName() {}

  /** The name itself. Errors: {@code INVALID_ARGUMENT} that names the broken rule. */
  public static String require(@Nullable String name, String target) {
    if (name == null || name.isEmpty()) {
      throw invalid(target, "A table needs a name of 1 to 255 characters.");
    }
    String rule = brokenRule(name);
    if (rule != null) {
      throw invalid(target, "Table name \"%s\" %s.".formatted(printable(name), rule));
    }
    return name;
  }

  private static @Nullable String brokenRule(String name) {
    if (name.length() > LENGTH_MAX) {
      return "is longer than 255 characters";
    }
    if (name.startsWith(" ") || name.endsWith(" ")) {
      return "must not begin or end with a space";
    }
    if (name.startsWith(".")) {
      return "must not begin with a dot";
    }
    if (name.indexOf('/') >= 0) {
      return "must not contain a slash";
    }
    return name.codePoints().anyMatch(TableName::isForbidden)
        ? "must not contain control characters, white space other than the plain space, emoji,"
            + " unpaired surrogates or code points from U+FFF0 to U+FFFF"
        : null;
  }

  private static boolean isForbidden(int codePoint) {
    return Character.isISOControl(codePoint)
        || (codePoint != ' '
            && (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)))
        || (codePoint >= 0xD800 && codePoint <= 0xDFFF)
        || (codePoint >= 0xFFF0 && codePoint <= 0xFFFF)
        || Character.isEmojiPresentation(codePoint)
        || codePoint == EMOJI_STYLE
        || codePoint == KEYCAP;
  }

  private static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .limit(LENGTH_MAX)
        .forEach(c -> text.appendCodePoint(isForbidden(c) ? '?' : c));
    return text.toString();
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
