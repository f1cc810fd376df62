package dev.lodestar.sql.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Comparisons with more than one value, as those with one that they stand for. */
final class Comparisons {
  private Comparisons() {}

  /**
   * BETWEEN SYMMETRIC as two BETWEENs, because the catalog has only one whose bounds are in order.
   */
  static SqlNode between(SqlCall call) {
    SqlBetweenOperator operator = (SqlBetweenOperator) call.getOperator();
    if (operator.flag != SqlBetweenOperator.Flag.SYMMETRIC) {
      return call;
    }
    SqlParserPos at = call.getParserPosition();
    SqlNode either =
        SqlStdOperatorTable.OR.createCall(
            at,
            SqlStdOperatorTable.BETWEEN.createCall(at, call.getOperandList()),
            SqlStdOperatorTable.BETWEEN.createCall(
                at, copy(call.operand(0)), copy(call.operand(2)), copy(call.operand(1))));
    return operator.isNegated() ? SqlStdOperatorTable.NOT.createCall(at, either) : either;
  }

  /** ANY, SOME and ALL of a list; of a sub-query they stay as they are. */
  static SqlNode quantified(SqlCall call) {
    if (!(call.operand(1) instanceof SqlNodeList list)) {
      return call;
    }
    SqlKind comparison = ((SqlQuantifyOperator) call.getOperator()).comparisonKind;
    boolean all = call.getKind() == SqlKind.ALL;
    SqlParserPos at = call.getParserPosition();
    if (comparison == SqlKind.EQUALS && !all) {
      return SqlStdOperatorTable.IN.createCall(at, call.operand(0), list);
    }
    if (comparison == SqlKind.NOT_EQUALS && all) {
      return SqlStdOperatorTable.NOT_IN.createCall(at, call.operand(0), list);
    }
    List<SqlNode> parts = new ArrayList<>();
    for (SqlNode value : list) {
      parts.add(
          operator(comparison)
              .createCall(at, copy(call.operand(0)), Objects.requireNonNull(value)));
    }
    SqlOperator joined = all ? SqlStdOperatorTable.AND : SqlStdOperatorTable.OR;
    return parts.stream().reduce((a, b) -> joined.createCall(at, a, b)).orElseThrow();
  }

  private static SqlOperator operator(SqlKind comparison) {
    return switch (comparison) {
      case EQUALS -> SqlStdOperatorTable.EQUALS;
      case NOT_EQUALS -> SqlStdOperatorTable.NOT_EQUALS;
      case LESS_THAN -> SqlStdOperatorTable.LESS_THAN;
      case LESS_THAN_OR_EQUAL -> SqlStdOperatorTable.LESS_THAN_OR_EQUAL;
      case GREATER_THAN -> SqlStdOperatorTable.GREATER_THAN;
      case GREATER_THAN_OR_EQUAL -> SqlStdOperatorTable.GREATER_THAN_OR_EQUAL;
      default -> throw new IllegalStateException("no quantified comparison is " + comparison);
    };
  }

  // Validation changes calls in place, so no call may stand in two places.
  private static SqlNode copy(SqlNode node) {
    return Objects.requireNonNull(
        node.accept(
            new SqlShuttle() {
              @Override
              public @Nullable SqlNode visit(SqlCall call) {
                CallCopyingArgHandler copying = new CallCopyingArgHandler(call, true);
                call.getOperator().acceptCall(this, call, false, copying);
                return copying.result();
              }
            }));
  }
}
