package dev.lodestar.sql.function;

import java.math.BigDecimal;
import java.util.OptionalLong;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;

/** Operands that must be whole numbers written out, because the plan depends on their value. */
final class WholeLiterals {
  /** The fewest bytes that an aggregate that collects values may be limited to. */
  private static final long COLLECTED_BYTES_MIN = 10;

  private static final long COLLECTED_BYTES_DEFAULT = 1024;

  private WholeLiterals() {}

  /** The value of a whole number literal; empty for anything else. */
  static OptionalLong of(SqlNode node) {
    // The value of a parameter comes as a cast of a literal.
    SqlNode bare = node.getKind() == SqlKind.CAST ? ((SqlCall) node).operand(0) : node;
    if (bare instanceof SqlNumericLiteral number && number.isInteger()) {
      BigDecimal value = number.getValueAs(BigDecimal.class);
      return value.toBigInteger().bitLength() < Long.SIZE
          ? OptionalLong.of(value.longValue())
          : OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  /** An operand within bounds. */
  static long between(BoundCall call, int index, String what, long min, long max) {
    OptionalLong value = of(call.operand(index));
    if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
      throw call.fault(
          index, "The %s has to be a whole number literal from %d to %d".formatted(what, min, max));
    }
    return value.getAsLong();
  }

  /** An optional operand that has to be a power of two. */
  static long powerOfTwo(BoundCall call, int index, String what, long min, long max) {
    long value = between(call, index, what, min, max);
    if (Long.bitCount(value) != 1) {
      throw call.fault(index, "The %s has to be a power of two".formatted(what));
    }
    return value;
  }

  /** The size limit in bytes of what an aggregate collects. */
  static long collectedBytes(BoundCall call, int index) {
    return index < call.size()
        ? between(call, index, "size limit in bytes", COLLECTED_BYTES_MIN, Integer.MAX_VALUE)
        : COLLECTED_BYTES_DEFAULT;
  }

  /** The length in bytes at which a text is cut. */
  static long textBytes(BoundCall call, int index) {
    return index < call.size()
        ? between(call, index, "limit maxBytes", 1, Integer.MAX_VALUE)
        : COLLECTED_BYTES_DEFAULT;
  }
}
