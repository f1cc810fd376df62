package dev.lodestar.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON value of a request as the language takes parameters. */
public final class PlainValue {
  private PlainValue() {}

  /**
   * A String, Boolean, Long, Double, a List of those, or null.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} for an object.
   */
  public static @Nullable Object of(@Nullable JsonNode json, String target) {
    if (json == null || json.isNull()) {
      return null;
    }
    if (json.isTextual()) {
      return json.asText();
    }
    if (json.isBoolean()) {
      return json.asBoolean();
    }
    if (json.canConvertToExactIntegral() && json.canConvertToLong()) {
      return json.asLong();
    }
    if (json.isNumber()) {
      return json.asDouble();
    }
    if (json.isArray()) {
      List<@Nullable Object> items = new ArrayList<>();
      json.forEach(item -> items.add(of(item, target)));
      return items;
    }
    throw new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        target,
        "The value of a parameter is a string, number, boolean, null or an array of those.");
  }
}
