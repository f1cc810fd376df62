package dev.lodestar.sql.function;

import java.math.BigDecimal;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;

/**
 * {@code SUM(CASE WHEN c THEN x ELSE 0 END)} of integers, which Druid computes as {@code SUM(x)
 * FILTER (WHERE c)}: NULL, not 0, when no row matches. Where x is 1 it counts, and counts are never
 * NULL. See docs/decisions/0036.
 */
final class FilteredSums {
  private FilteredSums() {}

  /** What SUM adds up. */
  static String operand(BoundCall call) {
    SqlNode operand = call.operand(0);
    if (operand.getKind() != SqlKind.CASE || call.over().startsWith(" OVER")) {
      return call.arg(0);
    }
    SqlCall choice = (SqlCall) operand;
    SqlNodeList whens = choice.operand(1);
    SqlNodeList thens = choice.operand(2);
    SqlNode otherwise = choice.operand(3);
    if (choice.operand(0) != null
        || whens.size() != 1
        || !isNumber(otherwise, BigDecimal.ZERO)
        || isNumber(thens.get(0), BigDecimal.ONE)) {
      return call.arg(0);
    }
    return "CASE WHEN %s THEN %s END"
        .formatted(call.render(whens.get(0)), call.render(thens.get(0)));
  }

  private static boolean isNumber(SqlNode node, BigDecimal value) {
    return node instanceof SqlNumericLiteral number
        && number.isInteger()
        && number.getValueAs(BigDecimal.class).compareTo(value) == 0;
  }
}
