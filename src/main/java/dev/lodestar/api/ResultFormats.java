package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.query.ResultFormat;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Result formats by the names of the API, outside of JSON. */
final class ResultFormats {
  private ResultFormats() {}

  /** Errors: {@code INVALID_ARGUMENT} for any other name. */
  static ResultFormat named(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return ResultFormat.OBJECT;
    }
    return Arrays.stream(ResultFormat.values())
        .filter(format -> apiName(format).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    "resultFormat",
                    "resultFormat \"%s\" does not exist; use one of %s.".formatted(name, names())));
  }

  private static List<String> names() {
    return Arrays.stream(ResultFormat.values()).map(ResultFormats::apiName).toList();
  }

  static String apiName(ResultFormat format) {
    return switch (format) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case OBJECT_LINES -> "objectLines";
      case ARRAY_LINES -> "arrayLines";
      case CSV -> "csv";
    };
  }
}
