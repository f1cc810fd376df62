package dev.lodestar.files;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.jspecify.annotations.Nullable;

/** The rules for names of files; they are names only and never become paths on the server. */
public final class FileName {
  private static final int LENGTH_MAX = 1024;

  private FileName() {}

  /** The name itself. Errors: {@code INVALID_ARGUMENT} that names the broken rule. */
  public static String require(@Nullable String name, String target) {
    if (name == null || name.isEmpty() || name.length() > LENGTH_MAX) {
      throw invalid(target, "A file needs a name of 1 to %d characters.".formatted(LENGTH_MAX));
    }
    if (name.codePoints().anyMatch(FileName::isForbidden)) {
      throw invalid(
          target, "A file's name must not contain control characters or unpaired surrogates.");
    }
    return name;
  }

  private static boolean isForbidden(int codePoint) {
    return Character.isISOControl(codePoint)
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
