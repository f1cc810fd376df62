package dev.lodestar.sql.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lodestar.sql.Statement;
import dev.lodestar.sql.grammar.DruidGrammar;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;

/** Parses one statement or one expression; positions are those of the user's text. */
public final class StatementParser {
  private static final int IDENTIFIER_MAX = 1000;
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withParserFactory(DruidGrammar.FACTORY)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withQuotedCasing(Casing.UNCHANGED)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(true)
          .withIdentifierMaxLength(IDENTIFIER_MAX)
          .withConformance(DruidConformance.INSTANCE);

  private StatementParser() {}

  /**
   * Parses SET statements and the one statement after them.
   *
   * <p>Errors: {@code INVALID_SQL}; {@code NOT_SUPPORTED} for anything but a query, an ingestion or
   * EXPLAIN PLAN FOR one of them.
   */
  public static Statement parse(String sql) {
    TextLimits.checkText(sql);
    SqlNodeList statements = parse(sql, () -> SqlParser.create(sql, CONFIG).parseStmtList());
    if (statements.isEmpty()) {
      throw SqlFault.invalid("The SQL text holds no statement; write a SELECT");
    }
    int last = statements.size() - 1;
    Map<String, JsonNode> context = new LinkedHashMap<>();
    for (SqlNode statement : statements.subList(0, last)) {
      if (!(statement instanceof SqlSetOption option) || option.getScope() != null) {
        throw SqlFault.invalid(
            "Only SET statements can stand before another one; send one statement at a time",
            Objects.requireNonNull(statements.get(last)).getParserPosition());
      }
      set(option, context);
    }
    SqlNode statement = Objects.requireNonNull(statements.get(last));
    if (statement instanceof SqlSetOption option && option.getScope() == null) {
      throw SqlFault.invalid(
          "SET needs a statement after it that it is for", statement.getParserPosition());
    }
    TextLimits.checkDepth(statement);
    return statement(statement, context);
  }

  /** Parses a lone expression. */
  public static SqlNode parseExpression(String text) {
    TextLimits.checkText(text);
    SqlNode expression = parse(text, () -> SqlParser.create(text, CONFIG).parseExpression());
    TextLimits.checkDepth(expression);
    return expression;
  }

  private static Statement statement(SqlNode node, Map<String, JsonNode> context) {
    if (SqlKind.QUERY.contains(node.getKind())) {
      return new Statement.Select(context, TableFunctions.extract(node));
    }
    if (node instanceof SqlExplain explain) {
      return new Statement.Explain(context, statement(explain.getExplicandum(), context));
    }
    if (node.getKind() == SqlKind.INSERT && isOurs((SqlCall) node)) {
      return IngestForm.of((SqlCall) node, context);
    }
    throw SqlFault.notSupported(
        "%s is not supported; only SELECT, INSERT INTO and REPLACE INTO are"
            .formatted(node.getKind().sql.toUpperCase(Locale.ROOT).replace("_", " ")),
        node.getParserPosition());
  }

  /** Calcite's own INSERT is what UPSERT still comes to. */
  private static boolean isOurs(SqlCall call) {
    String verb = call.getOperator().getName();
    return call.operandCount() == IngestForm.OPERANDS
        && List.of("INSERT", "REPLACE").contains(verb);
  }

  private static void set(SqlSetOption option, Map<String, JsonNode> context) {
    SqlNode value = option.getValue();
    if (value == null) {
      throw SqlFault.notSupported("RESET is not supported", option.getParserPosition());
    }
    context.put(String.join(".", ((SqlIdentifier) option.name()).names), json(value));
  }

  private static JsonNode json(SqlNode value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (value instanceof SqlLiteral literal) {
      return switch (literal.getTypeName()) {
        case CHAR -> json.textNode(literal.getValueAs(String.class));
        case BOOLEAN -> json.booleanNode(literal.booleanValue());
        case NULL -> json.nullNode();
        case DECIMAL, DOUBLE -> number(literal.getValueAs(BigDecimal.class));
        default ->
            throw SqlFault.invalid(
                "SET takes a text, a number, TRUE, FALSE or NULL", value.getParserPosition());
      };
    }
    throw SqlFault.invalid(
        "SET takes a literal; put a text into single quotes", value.getParserPosition());
  }

  private static JsonNode number(BigDecimal value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return value.scale() <= 0 && value.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
        ? json.numberNode(value.longValue())
        : json.numberNode(value.doubleValue());
  }

  private static <T> T parse(String sql, Parse<T> parse) {
    try {
      return parse.run();
    } catch (SqlParseException e) {
      throw ParseFaults.of(e, sql);
    }
  }

  /** A parse that may fail. */
  private interface Parse<T> {
    T run() throws SqlParseException;
  }
}
