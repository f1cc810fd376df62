package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Query parameters as values; a wrong one is named together with what it may be. */
final class QueryParameters {
  private QueryParameters() {}

  static int wholeNumber(@Nullable String text, String name, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, name, "%s must be a whole number.".formatted(name), e);
    }
  }

  /** False when it is not there. */
  static boolean flag(@Nullable String text, String name) {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true") || text.isEmpty()) {
      return true;
    }
    throw new ServiceException(
        ErrorCode.INVALID_ARGUMENT, name, "%s must be true or false.".formatted(name));
  }

  /** Whether to sort upwards; the API's default is DESC. */
  static boolean ascending(@Nullable String text) {
    if (text == null || text.equals("DESC")) {
      return false;
    }
    if (text.equals("ASC")) {
      return true;
    }
    throw new ServiceException(
        ErrorCode.INVALID_ARGUMENT, "sortOrder", "sortOrder must be ASC or DESC.");
  }

  /** A constant by its name in lower case. */
  static <E extends Enum<E>> E constant(
      Class<E> type, @Nullable String text, String name, E otherwise) {
    if (text == null) {
      return otherwise;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> apiName(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    name,
                    "%s \"%s\" does not exist; use one of %s."
                        .formatted(
                            name,
                            text,
                            Arrays.stream(type.getEnumConstants())
                                .map(QueryParameters::apiName)
                                .toList())));
  }

  private static String apiName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
