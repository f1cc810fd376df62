package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;

/** Functions that build JSON. */
final class JsonObjects {
  static final List<DruidFunction> ALL =
      List.of(
          function("JSON_OBJECT(KEY key VALUE value, ...)")
              .returns("JSON", ReturnTypes.explicit(SqlTypeName.OTHER))
              .takesLists(OperandTypes.VARIADIC)
              .nulls("NULL values stay as null; never NULL itself")
              .renders(JsonObjects::object)
              .example("JSON_OBJECT(KEY 'x' VALUE 1, KEY 'y' VALUE NULL)", "{\"x\":1,\"y\":null}"));

  private JsonObjects() {}

  private static String object(BoundCall call) {
    // Of equal keys the last one stays.
    Map<String, String> members = new LinkedHashMap<>();
    for (int i = 0; i < call.size(); i += 2) {
      if (!Typing.isText(call.type(i))) {
        throw call.fault(i, "A key of JSON_OBJECT has to be text");
      }
      String key = call.isMultiValue(i) ? "druid_mv_text(" + call.arg(i) + ")" : call.arg(i);
      members.put(key, value(call, i + 1));
    }
    return members.entrySet().stream()
        .map(member -> member.getKey() + ", " + member.getValue())
        .collect(Collectors.joining(", ", "json_object(", ")"));
  }

  /** Booleans are numbers to Druid, and times are milliseconds; arrays and JSON nest. */
  private static String value(BoundCall call, int index) {
    String value = call.arg(index);
    if (call.isMultiValue(index)) {
      return "druid_mv_json(" + value + ")";
    }
    return switch (call.type(index).getSqlTypeName()) {
      case TIMESTAMP, DATE -> "epoch_ms(CAST(%s AS TIMESTAMP))".formatted(value);
      case BOOLEAN -> "CAST(%s AS BIGINT)".formatted(value);
      default -> value;
    };
  }
}
