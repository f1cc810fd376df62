package dev.lodestar.tables;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.config.ConfigMapping;
import java.util.OptionalInt;

/** How many tables there may be. */
@ConfigMapping(prefix = "lodestar.tables")
public interface TablesConfig {
  /** The most tables of the project; as many as there is room for when absent. */
  OptionalInt countMax();

  /** Errors: {@code RESOURCE_LIMIT_EXCEEDED} when there are so many that none may be added. */
  static void requireRoom(long count, OptionalInt countMax) {
    if (countMax.isPresent() && count >= countMax.getAsInt()) {
      throw new ServiceException(
          ErrorCode.RESOURCE_LIMIT_EXCEEDED,
          "name",
          "The project has %d tables, and %d is the limit; drop one first."
              .formatted(count, countMax.getAsInt()));
    }
  }
}
