package dev.lodestar.sql.function;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/** Renderings of operators that depend on their operands' types. */
final class Arithmetic {
  static final SqlOperandTypeChecker ANY_TWO =
      OperandTypes.family(SqlTypeFamily.ANY, SqlTypeFamily.ANY);

  private static final Pattern LEAF =
      Pattern.compile("(?:\"[^\"]*\"\\.)?\"[^\"]*\"|\\d{1,19}::BIGINT");
  private static final Pattern SMALL = Pattern.compile("\\d{1,9}::BIGINT");

  private Arithmetic() {}

  static String negated(BoundCall call) {
    String value = call.arg(0);
    return Typing.isInteger(call.type(0)) ? wrapping("0::BIGINT", "-", value) : "(- " + value + ")";
  }

  static String times(BoundCall call) {
    return infix(call, "*");
  }

  static String plus(BoundCall call) {
    if (Typing.isTime(call.type(0)) && isInterval(call, 1)) {
      return Times.addInterval(call, call.arg(0), 1, 1);
    }
    if (isInterval(call, 0) && Typing.isTime(call.type(1))) {
      return Times.addInterval(call, call.arg(1), 0, 1);
    }
    return infix(call, "+");
  }

  static String minus(BoundCall call) {
    return Typing.isTime(call.type(0)) && isInterval(call, 1)
        ? Times.addInterval(call, call.arg(0), 1, -1)
        : infix(call, "-");
  }

  private static boolean isInterval(BoundCall call, int index) {
    return SqlTypeName.INTERVAL_TYPES.contains(call.type(index).getSqlTypeName());
  }

  static String divide(BoundCall call) {
    boolean integers = Typing.isInteger(call.type(0)) && Typing.isInteger(call.type(1));
    return integers
        ? "(%s // %s)".formatted(call.arg(0), call.arg(1))
        : "(CAST(%s AS DOUBLE) / %s)".formatted(call.arg(0), call.arg(1));
  }

  static String concat(BoundCall call) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < call.size(); i++) {
      parts.add(Casts.toText(call, i));
    }
    return "(" + String.join(" || ", parts) + ")";
  }

  private static String infix(BoundCall call, String operator) {
    for (int i = 0; i < call.size(); i++) {
      if (Typing.isTime(call.type(i))) {
        throw call.fault(i, "Times take %s with an INTERVAL only".formatted(operator));
      }
    }
    return Typing.isInteger(call.type(0)) && Typing.isInteger(call.type(1))
        ? wrapping(call.arg(0), operator, call.arg(1))
        : "(%s %s %s)".formatted(call.arg(0), operator, call.arg(1));
  }

  // 64-bit arithmetic wraps around. Where both operands may be printed twice for nothing, what
  // seldom happens is computed only then.
  private static String wrapping(String left, String operator, String right) {
    if (isSmall(left) && isSmall(right)) {
      return "(%s %s %s)".formatted(left, operator, right);
    }
    String wide = "druid_wrap64(CAST(%s AS HUGEINT) %s %s)".formatted(left, operator, right);
    return LEAF.matcher(left).matches() && LEAF.matcher(right).matches()
        ? "COALESCE(TRY(%s %s %s), %s)".formatted(left, operator, right, wide)
        : wide;
  }

  private static boolean isSmall(String operand) {
    return SMALL.matcher(operand).matches();
  }
}
