package dev.lodestar.sql.function;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** Renderings of operators that depend on their operands' types. */
final class Arithmetic {
  static final SqlOperandTypeChecker ANY_TWO =
      OperandTypes.family(SqlTypeFamily.ANY, SqlTypeFamily.ANY);

  private Arithmetic() {}

  static String plus(BoundCall call) {
    if (call.operand(1) instanceof SqlIntervalLiteral interval) {
      return Times.addInterval(call, call.arg(0), interval, 1);
    }
    if (call.operand(0) instanceof SqlIntervalLiteral interval) {
      return Times.addInterval(call, call.arg(1), interval, 1);
    }
    return infix(call, "+");
  }

  static String minus(BoundCall call) {
    return call.operand(1) instanceof SqlIntervalLiteral interval
        ? Times.addInterval(call, call.arg(0), interval, -1)
        : infix(call, "-");
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
    return "(%s %s %s)".formatted(call.arg(0), operator, call.arg(1));
  }
}
