package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import dev.lodestar.sql.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/** Numbers and other values as text for people. Source: data-plane specification, 9.2 and 9.3. */
final class FormatFunctions {
  static final List<DruidFunction> ALL =
      List.of(
          readable("HUMAN_READABLE_BINARY_BYTE_FORMAT", "binary_byte", "1000000, 2", "976.56 KiB"),
          readable("HUMAN_READABLE_DECIMAL_BYTE_FORMAT", "decimal_byte", "-1000", "-1.00 KB"),
          readable("HUMAN_READABLE_DECIMAL_FORMAT", "decimal", "1234000000000, 3", "1.234 T"),
          function("STRING_FORMAT(pattern, x, ...)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(OperandTypes.ONE_OR_MORE)
              .nulls("NULL pattern gives NULL; a NULL value prints null")
              .renders(FormatFunctions::stringFormat)
              .example(
                  "STRING_FORMAT('Flight No.%d departing from %s', 314, 'SJU')",
                  "Flight No.314 departing from SJU"));

  private FormatFunctions() {}

  private static DruidFunction readable(
      String name, String unitSystem, String example, String value) {
    return function(name + "(x[, precision])")
        .returns("VARCHAR", Typing.VARCHAR)
        .takes(Typing.families(1, SqlTypeFamily.NUMERIC, SqlTypeFamily.INTEGER))
        .nulls("P; a precision outside 0 to 3 fails")
        .renders(
            call ->
                "druid_human_readable(%s, %s, '%s')"
                    .formatted(
                        whole(call), call.size() == 2 ? call.arg(1) : "2::BIGINT", unitSystem))
        .example(name + "(" + example + ")", value);
  }

  // As Java converts a double: NaN is 0 and what is too large is the largest.
  private static String whole(BoundCall call) {
    return Typing.isInteger(call.type(0))
        ? call.arg(0)
        : "druid_java_long(CAST(" + call.arg(0) + " AS DOUBLE))";
  }

  private static String stringFormat(BoundCall call) {
    if (!Typing.isText(call.type(0)) && call.type(0).getSqlTypeName() != SqlTypeName.NULL) {
      throw call.fault(0, "The pattern of STRING_FORMAT has to be text");
    }
    List<String> values = new ArrayList<>();
    for (int i = 1; i < call.size(); i++) {
      values.add(argument(call, i));
    }
    return "druid_string_format(CAST(%s AS VARCHAR), CAST(json_array(%s) AS VARCHAR))"
        .formatted(call.arg(0), String.join(", ", values));
  }

  // The format sees what Druid's does: times are milliseconds and truth values 1 and 0.
  private static String argument(BoundCall call, int index) {
    RelDataType type = call.type(index);
    if (Typing.isTime(type)) {
      return Casts.convert(call, call.arg(index), SqlType.TIMESTAMP, SqlType.BIGINT);
    }
    return type.getSqlTypeName() == SqlTypeName.BOOLEAN
        ? "CAST(" + call.arg(index) + " AS BIGINT)"
        : call.arg(index);
  }
}
