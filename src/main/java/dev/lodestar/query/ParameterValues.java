package dev.lodestar.query;

import dev.lodestar.json.PlainValue;
import dev.lodestar.sql.SqlParameter;
import java.util.ArrayList;
import java.util.List;

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
              parameter.type(),
              PlainValue.of(parameter.value(), "parameters[%d].value".formatted(i))));
    }
    return values;
  }
}
