package dev.lodestar.sql.parse;

import dev.lodestar.data.Column;
import dev.lodestar.error.TextPosition;
import dev.lodestar.sql.ExternalTable;
import dev.lodestar.sql.ExternalTable.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Takes the table functions out of FROM and puts a plain name in the place of each; names what
 * PIVOT and UNPIVOT give.
 *
 * <p>The names hold a blank and brackets, which no table's name can. Source: data-plane
 * specification, 7.3 and 9.13.
 */
final class TableFunctions extends SqlShuttle {
  private static final String APPEND = "APPEND";

  private final Map<String, List<String>> unions = new HashMap<>();
  private final List<ExternalTable> externals = new ArrayList<>();

  private boolean underAlias;
  private int pivots;

  private TableFunctions() {}

  static ParsedQuery extract(SqlNode query) {
    TableFunctions functions = new TableFunctions();
    SqlNode tree = Objects.requireNonNull(query.accept(functions));
    return new ParsedQuery(tree, functions.unions, functions.externals);
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    boolean named = underAlias;
    underAlias = call.getKind() == SqlKind.AS;
    SqlNode visited = replaced(call);
    underAlias = false;
    boolean pivoted = call.getKind() == SqlKind.PIVOT || call.getKind() == SqlKind.UNPIVOT;
    return pivoted && !named ? named(Objects.requireNonNull(visited)) : visited;
  }

  /** The validator names a pivoted table in its mind only, and columns after that name. */
  private SqlNode named(SqlNode pivoted) {
    SqlParserPos at = pivoted.getParserPosition();
    return SqlStdOperatorTable.AS.createCall(
        at, pivoted, new SqlIdentifier("(pivoted %d)".formatted(++pivots), at));
  }

  private @Nullable SqlNode replaced(SqlCall call) {
    return switch (call.getKind()) {
      case COLLECTION_TABLE -> replaced(call, call, List.of());
      case EXTEND ->
          call.operand(0) instanceof SqlCall inner && inner.getKind() == SqlKind.COLLECTION_TABLE
              ? replaced(call, inner, SourceColumns.extended(call.operand(1)))
              : extendedTable(call);
      default -> super.visit(call);
    };
  }

  private static SqlNode extendedTable(SqlCall call) {
    throw SqlFault.notSupported(
        "A list of columns after a table's name is not supported; only table functions take one",
        call.getParserPosition());
  }

  private SqlNode replaced(SqlCall place, SqlCall table, List<Column> columns) {
    SqlParserPos at = place.getParserPosition();
    SqlCall function = table.operand(0);
    String name = function.getOperator().getName().toUpperCase(Locale.ROOT);
    String replacement = "(%s %d)".formatted(name, unions.size() + externals.size() + 1);
    if (name.equals(APPEND)) {
      unions.put(replacement, appended(function, columns));
    } else {
      Kind kind = kind(name, function);
      Map<String, List<String>> arguments = arguments(kind, function);
      externals.add(
          new ExternalTable(
              replacement,
              kind,
              arguments,
              columns.isEmpty() ? SourceColumns.declared(kind, arguments, at) : columns,
              new TextPosition(at.getLineNum(), at.getColumnNum())));
    }
    return new SqlIdentifier(replacement, at);
  }

  private static Kind kind(String name, SqlCall function) {
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw SqlFault.invalid(
        "Table function %s does not exist; use APPEND, EXTERN, POLARIS_SOURCE or POLARIS_UPLOADED"
            .formatted(name),
        function.getParserPosition());
  }

  private static List<String> appended(SqlCall function, List<Column> columns) {
    if (function.operandCount() == 0 || !columns.isEmpty()) {
      throw SqlFault.invalid(
          "APPEND takes names of tables as texts, such as APPEND('a', 'b')",
          function.getParserPosition());
    }
    return function.getOperandList().stream().map(TableFunctions::text).toList();
  }

  private static Map<String, List<String>> arguments(Kind kind, SqlCall function) {
    Map<String, List<String>> arguments = new HashMap<>();
    List<SqlNode> operands = function.getOperandList();
    for (int i = 0; i < operands.size(); i++) {
      SqlNode value = operands.get(i);
      String parameter;
      if (value.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
        parameter = parameter(kind, ((SqlCall) value).operand(1));
        value = ((SqlCall) value).operand(0);
      } else if (i < kind.parameters().size()) {
        parameter = kind.parameters().get(i);
      } else {
        throw SqlFault.invalid(
            "%s takes %s".formatted(kind, String.join(", ", kind.parameters())),
            value.getParserPosition());
      }
      if (arguments.put(parameter, texts(value)) != null) {
        throw SqlFault.invalid(
            "Argument %s of %s is given twice".formatted(parameter, kind),
            value.getParserPosition());
      }
    }
    return arguments;
  }

  private static String parameter(Kind kind, SqlIdentifier name) {
    return kind.parameters().stream()
        .filter(parameter -> parameter.equalsIgnoreCase(name.getSimple()))
        .findFirst()
        .orElseThrow(
            () ->
                SqlFault.invalid(
                    "%s has no argument %s; it takes %s"
                        .formatted(kind, name.getSimple(), String.join(", ", kind.parameters())),
                    name.getParserPosition()));
  }

  private static List<String> texts(SqlNode value) {
    return value.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR
        ? ((SqlCall) value).getOperandList().stream().map(TableFunctions::text).toList()
        : List.of(text(value));
  }

  private static String text(SqlNode value) {
    if (value instanceof SqlCharStringLiteral literal) {
      return literal.getValueAs(String.class);
    }
    throw SqlFault.invalid(
        "The arguments of a table function are text literals", value.getParserPosition());
  }
}
