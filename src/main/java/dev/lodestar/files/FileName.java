package dev.lodestar.files;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.nio.charset.StandardCharsets;

/** The rules for names of files: anything goes, slashes included, as long as it can be stored. */
final class FileName {
  /** What an index entry of the database holds with room to spare. */
  private static final int SIZE_BYTES_MAX = 1024;

  private FileName() {}

  /** The name itself. Errors: {@code INVALID_ARGUMENT}. */
  static String require(String name) {
    if (!isPossible(name)) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "name",
          "A file needs a name of 1 to %d bytes of UTF-8 without control characters."
              .formatted(SIZE_BYTES_MAX));
    }
    return name;
  }

  static boolean isPossible(String name) {
    return !name.isBlank()
        && name.getBytes(StandardCharsets.UTF_8).length <= SIZE_BYTES_MAX
        && name.chars().noneMatch(Character::isISOControl);
  }
}
