package dev.lodestar.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.SqlParameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters as the language wants them. */
final class ParameterValues {
  private ParameterValues() {}

  /** Errors: {@code INVALID_ARGUMENT} for a value that is a JSON object. */
  static List<SqlParameter> of(List<SqlRequest.Parameter> parameters) {
    List<SqlParameter> values = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      SqlRequest.Parameter parameter = parameters.get(i);
      values.add(
          new SqlParameter(
              parameter.type(), value(parameter.value(), "parameters[%d].value".formatted(i))));
    }
    return values;
  }

  private static @Nullable Object value(@Nullable JsonNode json, String target) {
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
      json.forEach(item -> items.add(value(item, target)));
      return items;
    }
    throw new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        target,
        "The value of a parameter is a string, number, boolean, null or an array of those.");
  }
}
