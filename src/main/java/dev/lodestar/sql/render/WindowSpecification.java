package dev.lodestar.sql.render;

import dev.lodestar.sql.parse.SqlFault;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWindow;
import org.jspecify.annotations.Nullable;

/**
 * What OVER means for one call, with named windows followed and Druid's limits checked.
 *
 * <p>Errors: {@code INVALID_SQL} for frames and words that Druid refuses. Source: data-plane
 * specification, 9.9.
 *
 * @param kind what the call is
 * @param order the sort keys as written
 * @param rows whether the frame, if there is one, counts rows
 * @param lower the frame's first bound; empty together with {@code upper} for no frame
 */
record WindowSpecification(
    SqlKind kind,
    List<SqlNode> partition,
    List<SqlNode> order,
    boolean rows,
    Optional<SqlNode> lower,
    Optional<SqlNode> upper) {
  private static final Set<SqlKind> POSITIONAL =
      EnumSet.of(
          SqlKind.ROW_NUMBER,
          SqlKind.NTILE,
          SqlKind.LAG,
          SqlKind.LEAD,
          SqlKind.FIRST_VALUE,
          SqlKind.LAST_VALUE);

  WindowSpecification {
    partition = List.copyOf(partition);
    order = List.copyOf(order);
  }

  /**
   * Reads a window.
   *
   * @param window a specification or the name of one
   * @param named the windows that the SELECT names
   */
  static WindowSpecification of(SqlCall call, SqlNode window, SqlNodeList named) {
    SqlLiteral quantifier = call.getFunctionQuantifier();
    if (quantifier != null && "DISTINCT".equals(quantifier.toValue())) {
      throw SqlFault.invalid(
          "DISTINCT is not supported for window functions", call.getParserPosition());
    }
    Merge merge = new Merge(named);
    merge.add(window);
    WindowSpecification read =
        new WindowSpecification(
            call.getKind(),
            nodes(merge.partition),
            nodes(merge.order),
            merge.frame == null || merge.frame.isRows(),
            Optional.ofNullable(merge.frame).map(SqlWindow::getLowerBound),
            Optional.ofNullable(merge.frame).map(SqlWindow::getUpperBound));
    read.check(window);
    return read;
  }

  /** What rows are partitioned and sorted by. */
  List<SqlNode> keys() {
    return Stream.concat(partition.stream(), order.stream()).toList();
  }

  /** Whether it is FIRST_VALUE or LAST_VALUE, which look at rows and never at peers. */
  boolean isEndValue() {
    return kind == SqlKind.FIRST_VALUE || kind == SqlKind.LAST_VALUE;
  }

  /** Whether the order among peers shows in the result. */
  boolean countsRows() {
    boolean framed = lower.isPresent() || upper.isPresent();
    return POSITIONAL.contains(kind) || (framed && rows && !order.isEmpty());
  }

  private void check(SqlNode window) {
    order.forEach(WindowSpecification::checkNulls);
    if (kind == SqlKind.NTILE && (lower.isPresent() || upper.isPresent())) {
      throw SqlFault.invalid("Framing of NTILE is not supported", window.getParserPosition());
    }
    lower.ifPresent(WindowSpecification::checkLiteral);
    upper.ifPresent(WindowSpecification::checkLiteral);
    boolean counted = !isOpen(lower) || !isOpen(upper);
    if (counted && isEndValue()) {
      throw SqlFault.invalid(
          "Framing of FIRST_VALUE/LAST_VALUE is only allowed with UNBOUNDED or CURRENT ROW",
          window.getParserPosition());
    }
    if (counted && !rows) {
      throw SqlFault.invalid(
          "Order By with RANGE clause currently supports only UNBOUNDED or CURRENT ROW. Use ROWS"
              + " clause instead",
          window.getParserPosition());
    }
  }

  // NULL is the least value of all: what says the contrary is refused.
  private static void checkNulls(SqlNode key) {
    boolean descending =
        key instanceof SqlCall call
            && call.operandCount() == 1
            && call.operand(0).getKind() == SqlKind.DESCENDING;
    if (key.getKind() == SqlKind.NULLS_LAST && !descending) {
      throw SqlFault.invalid(
          "ASCENDING ordering with NULLS LAST is not supported", key.getParserPosition());
    }
    if (key.getKind() == SqlKind.NULLS_FIRST && descending) {
      throw SqlFault.invalid(
          "DESCENDING ordering with NULLS FIRST is not supported", key.getParserPosition());
    }
  }

  private static boolean isOpen(Optional<SqlNode> bound) {
    return bound.isEmpty()
        || SqlWindow.isCurrentRow(bound.get())
        || SqlWindow.isUnboundedPreceding(bound.get())
        || SqlWindow.isUnboundedFollowing(bound.get());
  }

  private static void checkLiteral(SqlNode bound) {
    if (bound instanceof SqlCall call && !(call.operand(0) instanceof SqlLiteral)) {
      throw SqlFault.invalid(
          "Window frames with expression based lower/upper bounds are not supported",
          bound.getParserPosition());
    }
  }

  private static List<SqlNode> nodes(SqlNodeList list) {
    return list.stream().map(Objects::requireNonNull).toList();
  }

  /** Collects the parts of a window and of those that it extends. */
  private static final class Merge {
    private final SqlNodeList named;
    private final Set<String> seen = new HashSet<>();
    private SqlNodeList partition = SqlNodeList.EMPTY;
    private SqlNodeList order = SqlNodeList.EMPTY;
    private @Nullable SqlWindow frame;

    Merge(SqlNodeList named) {
      this.named = named;
    }

    void add(SqlNode window) {
      if (window instanceof SqlWindow own) {
        add(own);
      } else {
        add(find((SqlIdentifier) window));
      }
    }

    private void add(SqlWindow window) {
      checkExclude(window);
      if (partition.isEmpty()) {
        partition = window.getPartitionList();
      }
      if (order.isEmpty()) {
        order = window.getOrderList();
      }
      boolean framed = window.getLowerBound() != null || window.getUpperBound() != null;
      if (frame == null && framed) {
        frame = window;
      }
      if (window.getRefName() != null) {
        add(find(window.getRefName()));
      }
    }

    private SqlWindow find(SqlIdentifier name) {
      boolean first = seen.add(name.getSimple());
      return named.stream()
          .map(SqlWindow.class::cast)
          .filter(window -> first && window.getDeclName().getSimple().equals(name.getSimple()))
          .findFirst()
          .orElseThrow(
              () ->
                  SqlFault.invalid(
                      "Window \"%s\" not found".formatted(name.getSimple()),
                      name.getParserPosition()));
    }

    private static void checkExclude(SqlWindow window) {
      SqlLiteral exclude = window.getExclude();
      if (exclude != null && !SqlWindow.isExcludeNoOthers(exclude)) {
        throw SqlFault.notSupported(
            "EXCLUDE is not supported in window frames", window.getParserPosition());
      }
    }
  }
}
