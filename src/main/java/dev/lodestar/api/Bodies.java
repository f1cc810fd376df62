package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.jspecify.annotations.Nullable;

/** Request bodies that have to be there. */
final class Bodies {
  private Bodies() {}

  static <T> T require(@Nullable T body) {
    if (body == null) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, null, "The request needs a JSON object as its body.");
    }
    return body;
  }
}
