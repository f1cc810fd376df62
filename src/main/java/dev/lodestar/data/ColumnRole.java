package dev.lodestar.data;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a declared column of an aggregate table is for: rows with equal dimensions become one, and
 * their measures are combined.
 */
public enum ColumnRole {
  DIMENSION,
  MEASURE;

  /** The name as the API spells it. */
  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Errors: {@code INVALID_ARGUMENT} for any other text. */
  public static ColumnRole ofApiName(String name) {
    return Arrays.stream(values())
        .filter(role -> role.apiName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    "type",
                    "A column of type \"%s\" does not exist; use dimension or measure."
                        .formatted(name)));
  }
}
