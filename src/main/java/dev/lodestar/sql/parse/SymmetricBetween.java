package dev.lodestar.sql.parse;

import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * {@code x BETWEEN SYMMETRIC a AND b}, spelled out as two tests.
 *
 * <p>The validator looks operators up by name, and the symmetric one has the name of the other.
 */
final class SymmetricBetween {
  private SymmetricBetween() {}

  static SqlNode spelledOut(SqlCall call) {
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
