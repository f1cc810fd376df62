package dev.lodestar.sql.parse;

import dev.lodestar.sql.Aggregation;
import dev.lodestar.sql.function.FunctionCatalog;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/**
 * The aggregates of an ingestion's outermost SELECT, whose states aggregate tables store.
 *
 * <p>Source: data-plane specification, 7.4: what an aggregate table stores is not finalized.
 */
public final class StoredStates {
  private static final String HLL = "DS_HLL";
  private static final String VARIANCE = "VARIANCE STATE";
  private static final String EARLIEST = "EARLIEST_BY STATE";
  private static final String LATEST = "LATEST_BY STATE";

  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("APPROX_COUNT_DISTINCT", HLL),
          Map.entry("APPROX_COUNT_DISTINCT_DS_HLL", HLL),
          Map.entry("APPROX_COUNT_DISTINCT_DS_THETA", "DS_THETA"),
          Map.entry("VARIANCE", VARIANCE),
          Map.entry("VAR_SAMP", VARIANCE),
          Map.entry("VAR_POP", VARIANCE),
          Map.entry("STDDEV", VARIANCE),
          Map.entry("STDDEV_SAMP", VARIANCE),
          Map.entry("STDDEV_POP", VARIANCE),
          Map.entry("EARLIEST", EARLIEST),
          Map.entry("EARLIEST_BY", EARLIEST),
          Map.entry("LATEST", LATEST),
          Map.entry("LATEST_BY", LATEST));

  private static final Map<String, String> UNITS =
      Map.of(
          "SECOND", "PT1S",
          "MINUTE", "PT1M",
          "HOUR", "PT1H",
          "DAY", "P1D",
          "WEEK", "P1W",
          "MONTH", "P1M",
          "QUARTER", "P3M",
          "YEAR", "P1Y");

  private StoredStates() {}

  /** What a statement combines; nothing if it stores its rows one by one. */
  public static Optional<Aggregation> of(SqlNode root) {
    Optional<SqlSelect> select = outermost(root);
    if (select.isEmpty()) {
      return Optional.empty();
    }
    Set<String> measures = new HashSet<>();
    Optional<String> flooredTo = Optional.empty();
    boolean combines = select.get().getGroup() != null;
    for (SqlNode item : select.get().getSelectList()) {
      boolean isMeasure = holdsAggregate(expression(item));
      combines |= isMeasure;
      String name = name(item);
      if (isMeasure) {
        measures.add(name);
      }
      if (name.equals("__time")) {
        flooredTo = period(expression(item));
      }
    }
    return combines ? Optional.of(new Aggregation(measures, flooredTo)) : Optional.empty();
  }

  /**
   * Puts aggregates that yield states where the columns that keep them are computed.
   *
   * @param keepsState whether the column of this name keeps a state
   */
  public static SqlNode keep(SqlNode root, Predicate<String> keepsState) {
    outermost(root)
        .ifPresent(
            select -> {
              SqlNodeList items = select.getSelectList();
              for (int i = 0; i < items.size(); i++) {
                SqlNode item = items.get(i);
                if (!keepsState.test(name(item))) {
                  continue;
                }
                if (item.getKind() == SqlKind.AS) {
                  SqlCall as = (SqlCall) item;
                  as.setOperand(0, state(as.operand(0)));
                }
              }
            });
    return root;
  }

  /** The aggregate that yields the state of another; any other expression as it is. */
  public static SqlNode state(SqlNode node) {
    if (!(node instanceof SqlCall call)) {
      return node;
    }
    if (call.getKind() == SqlKind.FILTER) {
      call.setOperand(0, state(call.operand(0)));
      return call;
    }
    String name = nameOf(call);
    List<SqlNode> operands = call.getOperandList();
    if (name.equals("COUNT") && isDistinct(call) && operands.size() == 1) {
      return named(HLL, call, operands);
    }
    if (name.equals("APPROX_QUANTILE_DS") && operands.size() > 1) {
      return named(
          "DS_QUANTILES_SKETCH",
          call,
          operands.size() == 2
              ? operands.subList(0, 1)
              : List.of(operands.get(0), operands.get(2)));
    }
    String state = STATES.get(name);
    return state == null ? call : named(state, call, operands);
  }

  /** The name of a called function in capitals. */
  public static String nameOf(SqlCall call) {
    return call.getOperator().getName().toUpperCase(Locale.ROOT);
  }

  private static SqlNode named(String name, SqlCall call, List<SqlNode> operands) {
    return Desugar.named(name, call.getParserPosition(), operands.toArray(SqlNode[]::new));
  }

  private static boolean isDistinct(SqlCall call) {
    SqlLiteral quantifier =
        call instanceof SqlBasicCall basic ? basic.getFunctionQuantifier() : null;
    return quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT;
  }

  private static Optional<SqlSelect> outermost(SqlNode root) {
    return switch (root) {
      case SqlSelect select -> Optional.of(select);
      case SqlOrderBy sorted -> outermost(sorted.query);
      case SqlWith with -> outermost(with.body);
      default -> Optional.empty();
    };
  }

  private static SqlNode expression(SqlNode item) {
    return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
  }

  /** The name of a column; nothing for one without. */
  private static String name(SqlNode item) {
    SqlNode named = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(1) : item;
    return named instanceof SqlIdentifier name && !name.isStar() ? name.names.getLast() : "";
  }

  private static boolean holdsAggregate(SqlNode expression) {
    boolean[] found = new boolean[1];
    expression.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlCall call) {
            if (call.getKind() == SqlKind.OVER || SqlKind.QUERY.contains(call.getKind())) {
              return null;
            }
            found[0] |= FunctionCatalog.druid().isAggregate(call.getOperator().getName());
            return super.visit(call);
          }
        });
    return found[0];
  }

  private static Optional<String> period(SqlNode expression) {
    if (!(expression instanceof SqlCall call) || call.operandCount() != 2) {
      return Optional.empty();
    }
    return switch (nameOf(call)) {
      case "TIME_FLOOR" ->
          call.operand(1) instanceof SqlLiteral literal && literal.getValue() != null
              ? Optional.of(literal.toValue())
              : Optional.empty();
      case "FLOOR" ->
          call.operand(1) instanceof SqlIntervalQualifier unit
              ? Optional.ofNullable(UNITS.get(unit.getUnit().name()))
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
