package dev.lodestar.sql.parse;

import dev.lodestar.data.Column;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.Overwrite.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTimestampLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The times that an OVERWRITE WHERE condition is true for.
 *
 * <p>Comparisons of {@code __time} with TIMESTAMP literals, joined by AND, OR and NOT, and nothing
 * else. Source: data-plane specification, 7.2.
 */
final class TimeRanges {

  private TimeRanges() {}

  /** Ascending ranges that do not touch; none when the condition is never true. */
  static List<Range> of(SqlNode condition) {
    if (!(condition instanceof SqlCall call)) {
      throw notAllowed(condition);
    }
    return switch (call.getKind()) {
      case AND -> intersection(of(call.operand(0)), of(call.operand(1)));
      case OR -> union(of(call.operand(0)), of(call.operand(1)));
      case NOT -> complement(of(call.operand(0)));
      case BETWEEN -> between(call);
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL, EQUALS, NOT_EQUALS ->
          comparison(call);
      default -> throw notAllowed(call);
    };
  }

  private static List<Range> comparison(SqlCall call) {
    if (isTime(call.operand(0))) {
      return compared(call.getKind(), bound(call.operand(1)));
    }
    if (isTime(call.operand(1))) {
      return compared(call.getKind().reverse(), bound(call.operand(0)));
    }
    throw notAllowed(call);
  }

  private static List<Range> between(SqlCall call) {
    if (!isTime(call.operand(0))
        || ((SqlBetweenOperator) call.getOperator()).flag != SqlBetweenOperator.Flag.ASYMMETRIC) {
      throw notAllowed(call);
    }
    List<Range> inside =
        intersection(
            compared(SqlKind.GREATER_THAN_OR_EQUAL, bound(call.operand(1))),
            compared(SqlKind.LESS_THAN_OR_EQUAL, bound(call.operand(2))));
    return ((SqlBetweenOperator) call.getOperator()).isNegated() ? complement(inside) : inside;
  }

  private static List<Range> compared(SqlKind kind, long bound) {
    return switch (kind) {
      case LESS_THAN -> List.of(new Range(Long.MIN_VALUE, bound));
      case LESS_THAN_OR_EQUAL -> List.of(new Range(Long.MIN_VALUE, bound + 1));
      case GREATER_THAN -> List.of(new Range(bound + 1, Long.MAX_VALUE));
      case GREATER_THAN_OR_EQUAL -> List.of(new Range(bound, Long.MAX_VALUE));
      case EQUALS -> List.of(new Range(bound, bound + 1));
      case NOT_EQUALS -> complement(List.of(new Range(bound, bound + 1)));
      default -> throw new IllegalStateException("not a comparison: " + kind);
    };
  }

  private static boolean isTime(SqlNode node) {
    return node instanceof SqlIdentifier name && name.names.getLast().equals(Column.TIME);
  }

  private static long bound(SqlNode node) {
    return literal(node).orElseThrow(() -> notAllowed(node));
  }

  private static OptionalLong literal(SqlNode node) {
    if (node instanceof SqlUnknownLiteral unknown && unknown.tag.equals("TIMESTAMP")) {
      return literal(TimeLiterals.resolve(unknown));
    }
    return node instanceof SqlTimestampLiteral time && time.getTypeName() == SqlTypeName.TIMESTAMP
        ? OptionalLong.of(
            time.getValueAs(org.apache.calcite.util.TimestampString.class).getMillisSinceEpoch())
        : OptionalLong.empty();
  }

  private static List<Range> complement(List<Range> ranges) {
    List<Range> gaps = new ArrayList<>();
    long from = Long.MIN_VALUE;
    for (Range range : ranges) {
      add(gaps, from, range.start());
      from = range.end();
    }
    add(gaps, from, Long.MAX_VALUE);
    return gaps;
  }

  private static List<Range> intersection(List<Range> left, List<Range> right) {
    List<Range> both = new ArrayList<>();
    for (Range a : left) {
      for (Range b : right) {
        add(both, Math.max(a.start(), b.start()), Math.min(a.end(), b.end()));
      }
    }
    return union(both, List.of());
  }

  private static List<Range> union(List<Range> left, List<Range> right) {
    List<Range> all = new ArrayList<>(left);
    all.addAll(right);
    all.sort(Comparator.comparingLong(Range::start));
    List<Range> joined = new ArrayList<>();
    for (Range range : all) {
      Range last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && last.end() >= range.start()) {
        joined.set(joined.size() - 1, new Range(last.start(), Math.max(last.end(), range.end())));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }

  private static void add(List<Range> ranges, long start, long end) {
    if (start < end) {
      ranges.add(new Range(start, end));
    }
  }

  private static ServiceException notAllowed(SqlNode node) {
    SqlParserPos at = node.getParserPosition();
    return SqlFault.invalid(
        "OVERWRITE WHERE takes comparisons of __time with TIMESTAMP literals, joined by AND, OR and"
            + " NOT, and nothing else",
        at);
  }
}
