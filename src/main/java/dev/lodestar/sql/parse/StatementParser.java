package dev.lodestar.sql.parse;

import dev.lodestar.error.ServiceException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Parses one SELECT or one expression; positions are those of the user's text. */
public final class StatementParser {
  private static final int IDENTIFIER_MAX = 1000;
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withQuotedCasing(Casing.UNCHANGED)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(true)
          .withIdentifierMaxLength(IDENTIFIER_MAX)
          .withConformance(DruidConformance.INSTANCE);
  private static final Pattern ENCOUNTERED = Pattern.compile("Encountered \"([^\n]*?)\" at line");
  private static final Pattern LEXICAL =
      Pattern.compile(
          "Lexical error at line (\\d+), column (\\d+)\\.\\s+Encountered: (.*?),? after",
          Pattern.DOTALL);

  private static final Pattern KEYWORD =
      Pattern.compile("Incorrect syntax near the keyword '(\\w+)'");

  private StatementParser() {}

  /** Parses a statement and refuses all but one SELECT. */
  public static SqlNode parseQuery(String sql) {
    TextLimits.checkText(sql);
    SqlNodeList statements = parse(() -> SqlParser.create(sql, CONFIG).parseStmtList());
    if (statements.isEmpty()) {
      throw SqlFault.invalid("The SQL text holds no statement; write a SELECT");
    }
    if (statements.size() > 1) {
      throw SqlFault.invalid(
          "The text holds %d statements; send one at a time".formatted(statements.size()),
          statements.get(1).getParserPosition());
    }
    SqlNode statement = statements.get(0);
    if (!SqlKind.QUERY.contains(statement.getKind())) {
      throw SqlFault.notSupported(
          "%s is not supported here; only SELECT statements are"
              .formatted(statement.getKind().sql.toUpperCase(Locale.ROOT).replace("_OPTION", "")),
          statement.getParserPosition());
    }
    TextLimits.checkDepth(statement);
    return statement;
  }

  /** Parses a lone expression. */
  public static SqlNode parseExpression(String text) {
    TextLimits.checkText(text);
    SqlNode expression = parse(() -> SqlParser.create(text, CONFIG).parseExpression());
    TextLimits.checkDepth(expression);
    return expression;
  }

  private static <T> T parse(Parse<T> parse) {
    try {
      return parse.run();
    } catch (SqlParseException e) {
      throw toFault(e);
    }
  }

  // The parser tells what it met only inside its message, hence the patterns.
  private static ServiceException toFault(SqlParseException e) {
    String message = String.valueOf(e.getMessage());
    SqlParserPos at = e.getPos() == null ? SqlParserPos.ZERO : e.getPos();
    Matcher token = ENCOUNTERED.matcher(message);
    if (token.find()) {
      String text = token.group(1);
      return text.startsWith("<EOF>")
          ? SqlFault.invalid("The SQL text ends too early", at)
          : SqlFault.invalid(unexpected(firstWord(text)), at);
    }
    Matcher lexical = LEXICAL.matcher(message);
    if (lexical.find()) {
      String met = lexical.group(3);
      String sentence =
          met.startsWith("<EOF>")
              ? "The SQL text ends inside a string, a quoted name or a comment"
              : "Unexpected character %s".formatted(met.replaceAll(" \\(\\d+\\),?", ""));
      return SqlFault.invalid(
          sentence, Integer.parseInt(lexical.group(1)), Integer.parseInt(lexical.group(2)));
    }
    Matcher keyword = KEYWORD.matcher(message);
    if (keyword.find()) {
      return SqlFault.invalid(
          "Unexpected keyword %s; a name that is a keyword needs double quotes"
              .formatted(keyword.group(1)),
          at);
    }
    return SqlFault.invalid(ValidationFaults.oneSentence(message), at);
  }

  private static String unexpected(String token) {
    return token.startsWith("'") && token.length() == 1
        ? "A quoted text has no end"
        : "Unexpected token \"%s\"".formatted(token);
  }

  // The parser escapes quotes in its message.
  private static String firstWord(String tokens) {
    int space = tokens.indexOf(' ');
    String first = space > 0 ? tokens.substring(0, space) : tokens;
    return first.replace("\\'", "'").replace("\\\"", "\"");
  }

  /** A parse that may fail. */
  private interface Parse<T> {
    T run() throws SqlParseException;
  }
}
