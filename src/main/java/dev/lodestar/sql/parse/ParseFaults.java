package dev.lodestar.sql.parse;

import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.grammar.DruidGrammarConstants;
import dev.lodestar.sql.grammar.ParseException;
import dev.lodestar.sql.grammar.Token;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Puts the parser's faults into one sentence that names what was met.
 *
 * <p>What the scanner met stands only in its message, hence the patterns.
 */
final class ParseFaults {
  private static final Pattern LEXICAL =
      Pattern.compile(
          "Lexical error at line (\\d+), column (\\d+)\\.\\s+Encountered: (.*?),? after",
          Pattern.DOTALL);
  private static final Pattern RESERVED =
      Pattern.compile("^Incorrect syntax near the keyword '(\\w+)'");
  private static final Pattern WORD_IMAGE = Pattern.compile("\"\\w+\"");
  private static final Pattern WORD = Pattern.compile("\"(?:[^\"]|\"\")*\"|[\\w$]+|\\S");

  private ParseFaults() {}

  static ServiceException of(SqlParseException e, String sql) {
    if (e.getCause() instanceof ParseException fault && fault.expectedTokenSequences != null) {
      return unexpected(fault);
    }
    String message = String.valueOf(e.getMessage());
    SqlParserPos at = e.getPos() == null ? SqlParserPos.ZERO : e.getPos();
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
    Matcher reserved = RESERVED.matcher(message);
    if (reserved.find()) {
      return SqlFault.invalid(
          "Incorrect syntax near the keyword %s; a name that is a keyword needs double quotes"
              .formatted(reserved.group(1)),
          at);
    }
    if (message.startsWith("Non-query expression")) {
      return SqlFault.invalid(unexpected(wordAt(sql, at)), at);
    }
    return SqlFault.invalid(ValidationFaults.oneSentence(message), at);
  }

  private static String unexpected(String token) {
    return token.startsWith("'") && token.length() == 1
        ? "A quoted text has no end"
        : "Unexpected token \"%s\"".formatted(token);
  }

  private static String wordAt(String sql, SqlParserPos at) {
    String line = sql.lines().skip(Math.max(0, at.getLineNum() - 1)).findFirst().orElse("");
    int column = Math.clamp(at.getColumnNum() - 1L, 0, line.length());
    Matcher word = WORD.matcher(line).region(column, line.length());
    return word.lookingAt() ? word.group() : line.substring(column).strip();
  }

  /**
   * The first token that none of the sequences that the parser would take has in its place: the
   * parser looks ahead, so the tokens before it are without blame.
   */
  private static ServiceException unexpected(ParseException fault) {
    List<int[]> open = List.of(fault.expectedTokenSequences);
    Token token = fault.currentToken.next;
    for (int depth = 0; token.next != null; depth++) {
      List<int[]> fitting = fitting(open, depth, token.kind);
      if (fitting.isEmpty()) {
        break;
      }
      open = fitting;
      token = token.next;
    }
    int place = distance(fault.currentToken.next, token);
    boolean nameWanted =
        open.stream()
            .anyMatch(kinds -> kinds.length > place && isName(fault.tokenImage[kinds[place]]));
    if (token.kind == DruidGrammarConstants.EOF) {
      return SqlFault.invalid("The SQL text ends too early", token.beginLine, token.beginColumn);
    }
    String sentence =
        nameWanted && WORD_IMAGE.matcher(fault.tokenImage[token.kind]).matches()
            ? "Unexpected keyword %s; a name that is a keyword needs double quotes"
                .formatted(token.image.toUpperCase(Locale.ROOT))
            : unexpected(token.image);
    return SqlFault.invalid(sentence, token.beginLine, token.beginColumn);
  }

  private static List<int[]> fitting(List<int[]> sequences, int depth, int kind) {
    return sequences.stream()
        .filter(kinds -> kinds.length > depth + 1 && kinds[depth] == kind)
        .toList();
  }

  private static int distance(Token from, Token to) {
    int steps = 0;
    for (Token at = from; at != to; at = at.next) {
      steps++;
    }
    return steps;
  }

  private static boolean isName(String image) {
    return image.equals("<IDENTIFIER>");
  }
}
