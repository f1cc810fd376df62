package dev.lodestar.sql.parse;

import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.SqlParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** The values for {@code ?}, as literals of their types. Parameters count from 1 in messages. */
final class Parameters {
  private final List<SqlParameter> values;
  private int used;

  Parameters(List<SqlParameter> values) {
    this.values = List.copyOf(values);
  }

  SqlNode literal(SqlDynamicParam parameter) {
    int index = parameter.getIndex();
    SqlParserPos at = parameter.getParserPosition();
    if (index >= values.size()) {
      throw SqlFault.invalid(
          "Parameter %d has no value; %d are given".formatted(index + 1, values.size()), at);
    }
    used = Math.max(used, index + 1);
    return literal(values.get(index), index + 1, at);
  }

  void checkAllUsed() {
    if (used < values.size()) {
      throw SqlFault.invalid(
          "Parameter %d is given but the statement has only %d".formatted(used + 1, used));
    }
  }

  private static SqlNode literal(SqlParameter parameter, int number, SqlParserPos at) {
    Object value = parameter.value();
    return switch (parameter.type().toUpperCase(Locale.ROOT)) {
      case "VARCHAR", "CHAR", "STRING" -> text(value, parameter, number, at);
      case "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "LONG" ->
          whole(value, parameter, number, at);
      case "DOUBLE", "FLOAT", "REAL", "DECIMAL" -> real(value, parameter, number, at);
      case "BOOLEAN" ->
          value == null
              ? nothing(SqlTypeName.BOOLEAN, at)
              : SqlLiteral.createBoolean(bool(value, parameter, number, at), at);
      case "TIMESTAMP" -> time(value, SqlTypeName.TIMESTAMP, parameter, number, at);
      case "DATE" -> time(value, SqlTypeName.DATE, parameter, number, at);
      case "ARRAY" -> array(value, parameter, number, at);
      case "NULL" -> SqlLiteral.createNull(at);
      default ->
          throw SqlFault.notSupported(
              "Parameter %d has the type %s, which is not supported"
                  .formatted(number, parameter.type()),
              at);
    };
  }

  private static SqlNode text(
      @Nullable Object value, SqlParameter parameter, int number, SqlParserPos at) {
    return switch (value) {
      case null -> nothing(SqlTypeName.VARCHAR, at);
      case String text -> SqlLiteral.createCharString(text, at);
      default -> throw wrong(parameter, number, at);
    };
  }

  private static SqlNode whole(
      @Nullable Object value, SqlParameter parameter, int number, SqlParserPos at) {
    return switch (value) {
      case null -> nothing(SqlTypeName.BIGINT, at);
      case Long whole -> cast(Desugar.whole(whole, at), SqlTypeName.BIGINT, at);
      case Integer whole -> cast(Desugar.whole(whole, at), SqlTypeName.BIGINT, at);
      default -> throw wrong(parameter, number, at);
    };
  }

  private static SqlNode real(
      @Nullable Object value, SqlParameter parameter, int number, SqlParserPos at) {
    if (value == null) {
      return nothing(SqlTypeName.DOUBLE, at);
    }
    if (value instanceof Number real && Double.isFinite(real.doubleValue())) {
      return SqlLiteral.createApproxNumeric(Double.toString(real.doubleValue()), at);
    }
    throw wrong(parameter, number, at);
  }

  private static boolean bool(Object value, SqlParameter parameter, int number, SqlParserPos at) {
    if (value instanceof Boolean known) {
      return known;
    }
    throw wrong(parameter, number, at);
  }

  // Text and epoch milliseconds are both read by the cast of the statement's own rules.
  private static SqlNode time(
      @Nullable Object value,
      SqlTypeName type,
      SqlParameter parameter,
      int number,
      SqlParserPos at) {
    return switch (value) {
      case null -> nothing(type, at);
      case String text -> cast(SqlLiteral.createCharString(text, at), type, at);
      case Long millis -> cast(Desugar.whole(millis, at), type, at);
      default -> throw wrong(parameter, number, at);
    };
  }

  private static SqlNode array(
      @Nullable Object value, SqlParameter parameter, int number, SqlParserPos at) {
    if (value == null) {
      return SqlLiteral.createNull(at);
    }
    if (!(value instanceof List<?> items)) {
      throw wrong(parameter, number, at);
    }
    List<SqlNode> elements = new ArrayList<>();
    for (Object item : items) {
      elements.add(
          switch (item) {
            case null -> SqlLiteral.createNull(at);
            case String text -> SqlLiteral.createCharString(text, at);
            case Long whole -> cast(Desugar.whole(whole, at), SqlTypeName.BIGINT, at);
            case Integer whole -> cast(Desugar.whole(whole, at), SqlTypeName.BIGINT, at);
            case Double real -> SqlLiteral.createApproxNumeric(Double.toString(real), at);
            case Boolean known -> SqlLiteral.createBoolean(known, at);
            case List<?> inner ->
                array(inner, new SqlParameter(parameter.type(), inner), number, at);
            default -> throw wrong(parameter, number, at);
          });
    }
    return elements.isEmpty()
        ? emptyArray(at)
        : SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR.createCall(at, elements);
  }

  // The grammar has no empty array: it is cut out of one that holds something.
  private static SqlNode emptyArray(SqlParserPos at) {
    SqlNode one =
        SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR.createCall(
            at, nothing(SqlTypeName.VARCHAR, at));
    return Desugar.named("ARRAY_SLICE", at, one, Desugar.whole(0, at), Desugar.whole(0, at));
  }

  private static SqlNode nothing(SqlTypeName type, SqlParserPos at) {
    return cast(SqlLiteral.createNull(at), type, at);
  }

  private static SqlNode cast(SqlNode value, SqlTypeName type, SqlParserPos at) {
    SqlDataTypeSpec spec = new SqlDataTypeSpec(new SqlBasicTypeNameSpec(type, at), at);
    return SqlStdOperatorTable.CAST.createCall(at, value, spec);
  }

  private static ServiceException wrong(SqlParameter parameter, int number, SqlParserPos at) {
    return SqlFault.invalid(
        "The value of parameter %d is not a %s".formatted(number, parameter.type()), at);
  }
}
