package dev.lodestar.sql.parse;

import dev.lodestar.sql.SqlParameter;
import dev.lodestar.sql.function.DruidArray;
import dev.lodestar.sql.function.DruidCast;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJsonConstructorNullClause;
import org.apache.calcite.sql.SqlJsonValueReturning;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

/**
 * Reduces what the parser makes of special syntax to what the catalog declares.
 *
 * <p>Decimal literals become doubles, parameters become literals, CHAR becomes VARCHAR, JSON_VALUE
 * and JSON_QUERY lose their unused clauses, EARLIEST and LATEST get their {@code __time}, and
 * window frames both of their bounds.
 */
public final class Desugar extends SqlShuttle {
  /** The function that JSON_VALUE with RETURNING becomes; its third operand is a type. */
  public static final String JSON_VALUE_RETURNING = "JSON_VALUE RETURNING";

  private final Parameters parameters;
  private final Set<SqlNode> aliased = Collections.newSetFromMap(new IdentityHashMap<>());

  private Desugar(Parameters parameters) {
    this.parameters = parameters;
  }

  /** The reduced tree; every parameter must have been used. */
  public static SqlNode apply(SqlNode root, List<SqlParameter> values) {
    Parameters parameters = new Parameters(values);
    SqlNode reduced = Objects.requireNonNull(root.accept(new Desugar(parameters)));
    parameters.checkAllUsed();
    return reduced;
  }

  @Override
  public SqlNode visit(SqlLiteral literal) {
    if (literal instanceof SqlNumericLiteral number && !number.isInteger()) {
      return SqlLiteral.createApproxNumeric(
          Objects.requireNonNull(number.bigDecimalValue()).toString(), literal.getParserPosition());
    }
    if (literal instanceof SqlCharStringLiteral text
        && text.getValueAs(NlsString.class).getCharsetName() != null) {
      // All text is Unicode: a prefix says nothing, and texts with and without one do not compare.
      return SqlLiteral.createCharString(
          text.getValueAs(String.class), literal.getParserPosition());
    }
    return literal instanceof SqlUnknownLiteral unknown ? TimeLiterals.resolve(unknown) : literal;
  }

  @Override
  public SqlNode visit(SqlDynamicParam parameter) {
    return parameters.literal(parameter);
  }

  @Override
  public SqlNode visit(SqlDataTypeSpec type) {
    if (type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec
        && "CHAR".equals(type.getTypeName().getSimple())) {
      SqlParserPos at = type.getParserPosition();
      return new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, at), at);
    }
    return type;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call.getKind() == SqlKind.AS) {
      aliased.add(call.operand(0));
    } else if (call.getKind() == SqlKind.LATERAL && aliased.contains(call)) {
      aliased.add(call.operand(0));
    }
    SqlNode visited = super.visit(call);
    if (call.getKind() == SqlKind.UNNEST && !aliased.contains(call)) {
      return unnest(Objects.requireNonNull(visited));
    }
    return visited instanceof SqlCall copy ? reduce(copy) : visited;
  }

  // The validator would give it a name that the engine cannot have.
  private SqlNode unnest(SqlNode call) {
    SqlParserPos at = call.getParserPosition();
    return SqlStdOperatorTable.AS.createCall(
        at,
        call,
        new SqlIdentifier("__unnest_at_%d_%d".formatted(at.getLineNum(), at.getColumnNum()), at),
        new SqlIdentifier("EXPR$0", at));
  }

  private static SqlNode reduce(SqlCall call) {
    return switch (call.getKind()) {
      case MINUS_PREFIX -> negate(call);
      case BETWEEN -> Comparisons.between(call);
      case SOME, ALL -> Comparisons.quantified(call);
      case WINDOW -> completeFrame((SqlWindow) call);
      case OVER -> checkFilter(call);
      case ARRAY_AGG, ARRAY_CONCAT_AGG, STRING_AGG, LISTAGG, WITHIN_GROUP -> checkUnordered(call);
      case OTHER_FUNCTION -> function(call);
      case ARRAY_VALUE_CONSTRUCTOR ->
          DruidArray.INSTANCE.createCall(call.getParserPosition(), call.getOperandList());
      case WITH -> checkNames((SqlWith) call);
      case CAST -> DruidCast.INSTANCE.createCall(call.getParserPosition(), call.getOperandList());
      default -> call;
    };
  }

  private static SqlNode checkNames(SqlWith with) {
    Set<String> names = new HashSet<>();
    for (SqlNode item : with.withList) {
      SqlIdentifier name = ((SqlWithItem) Objects.requireNonNull(item)).name;
      if (!names.add(name.getSimple())) {
        throw SqlFault.invalid(
            "WITH has two queries of the name \"%s\"".formatted(name.getSimple()),
            name.getParserPosition());
      }
    }
    return with;
  }

  private static SqlNode checkFilter(SqlCall over) {
    if (over.operand(0).getKind() == SqlKind.FILTER) {
      throw SqlFault.notSupported(
          "FILTER is not supported for window functions", over.getParserPosition());
    }
    return over;
  }

  private static SqlNode checkUnordered(SqlCall call) {
    if (call.getKind() == SqlKind.WITHIN_GROUP
        || call.getOperandList().stream().anyMatch(SqlNodeList.class::isInstance)) {
      throw SqlFault.notSupported(
          "ORDER BY and WITHIN GROUP are not supported in aggregates", call.getParserPosition());
    }
    return call;
  }

  // The smallest BIGINT exists only with its sign.
  private static SqlNode negate(SqlCall call) {
    if (call.operand(0) instanceof SqlNumericLiteral number
        && number.isInteger()
        && number.getValueAs(BigDecimal.class).signum() > 0) {
      return SqlLiteral.createExactNumeric(
          number.getValueAs(BigDecimal.class).negate().toString(), call.getParserPosition());
    }
    return call;
  }

  private static SqlNode function(SqlCall call) {
    if (call.getOperator().equals(SqlStdOperatorTable.JSON_VALUE)) {
      return jsonValue(call);
    }
    if (call.getOperator().equals(SqlStdOperatorTable.JSON_QUERY)) {
      return renamed(call, "JSON_QUERY", call.operand(0), call.operand(1));
    }
    if (call.getOperator().equals(SqlStdOperatorTable.JSON_OBJECT)) {
      return jsonObject(call);
    }
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    boolean implicitTime = name.equals("EARLIEST") || name.equals("LATEST");
    if (!implicitTime || call.operandCount() == 0) {
      return call;
    }
    SqlNode time = new SqlIdentifier("__time", call.getParserPosition());
    return call.operandCount() == 1
        ? renamed(call, name, call.operand(0), time)
        : renamed(call, name, call.operand(0), time, call.operand(1));
  }

  /** The first operand is the clause about NULLs, then come keys and values in turn. */
  private static SqlNode jsonObject(SqlCall call) {
    List<SqlNode> operands = call.getOperandList();
    if (operands.getFirst() instanceof SqlLiteral clause
        && clause.getValue() == SqlJsonConstructorNullClause.ABSENT_ON_NULL) {
      throw SqlFault.notSupported(
          "ABSENT ON NULL of JSON_OBJECT is not supported", clause.getParserPosition());
    }
    return renamed(
        call, "JSON_OBJECT", operands.subList(1, operands.size()).toArray(SqlNode[]::new));
  }

  private static SqlNode jsonValue(SqlCall call) {
    SqlDataTypeSpec type = null;
    List<SqlNode> operands = call.getOperandList();
    for (int i = 2; i < operands.size(); i++) {
      if (operands.get(i) instanceof SqlDataTypeSpec returning) {
        type = returning;
      } else if (!isReturning(operands.get(i))) {
        throw SqlFault.notSupported(
            "ON EMPTY and ON ERROR of JSON_VALUE are not supported", call.getParserPosition());
      }
    }
    return type == null
        ? renamed(call, "JSON_VALUE", operands.get(0), operands.get(1))
        : renamed(call, JSON_VALUE_RETURNING, operands.get(0), operands.get(1), type);
  }

  private static boolean isReturning(SqlNode node) {
    return node instanceof SqlLiteral literal
        && literal.getValue() instanceof SqlJsonValueReturning;
  }

  private static SqlCall renamed(SqlCall call, String name, SqlNode... operands) {
    SqlParserPos at = call.getParserPosition();
    return new SqlBasicCall(
        unresolved(name, at), List.of(operands), at, call.getFunctionQuantifier());
  }

  /** A call of a function by its name, for callers that build trees. */
  static SqlCall named(String name, SqlParserPos at, SqlNode... operands) {
    return new SqlBasicCall(unresolved(name, at), List.of(operands), at);
  }

  private static SqlUnresolvedFunction unresolved(String name, SqlParserPos at) {
    return new SqlUnresolvedFunction(
        new SqlIdentifier(name, at),
        null,
        null,
        null,
        null,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
  }

  // "ROWS n FOLLOWING" arrives as an upper bound alone and would vanish without a word.
  private static SqlNode completeFrame(SqlWindow window) {
    SqlNode lower = window.getLowerBound();
    SqlNode upper = window.getUpperBound();
    if ((lower == null) == (upper == null)) {
      return window;
    }
    SqlNode current = SqlWindow.createCurrentRow(window.getParserPosition());
    SqlNode only = lower == null ? upper : lower;
    boolean following = SqlWindow.isUnboundedFollowing(only) || only.getKind() == SqlKind.FOLLOWING;
    window.setLowerBound(following ? current : only);
    window.setUpperBound(following ? only : current);
    return window;
  }

  /** A whole number literal, for callers that build trees. */
  static SqlLiteral whole(long value, SqlParserPos at) {
    return SqlLiteral.createExactNumeric(BigDecimal.valueOf(value).toString(), at);
  }
}
