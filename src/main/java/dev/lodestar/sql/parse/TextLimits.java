package dev.lodestar.sql.parse;

import dev.lodestar.error.ServiceException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * Refuses text that could exhaust the stack or the time of a recursive parser.
 *
 * <p>The bracket count runs before the parser, which recurses on brackets; the depth of the tree is
 * checked, without recursion, before the validator, which recurses on everything.
 */
final class TextLimits {
  static final int LENGTH_MAX = 1 << 20;
  static final int BRACKETS_MAX = 100;
  static final int CHAIN_MAX = 5_000;
  static final int TREE_DEPTH_MAX = 400;
  static final int TREE_NODES_MAX = 200_000;

  private TextLimits() {}

  /** Checks length, NUL and nesting of the text. */
  static void checkText(String sql) {
    if (sql.isBlank()) {
      throw SqlFault.invalid("The SQL text is empty; write a SELECT statement or an expression");
    }
    if (sql.length() > LENGTH_MAX) {
      throw SqlFault.invalid(
          "The SQL text has %d characters; the most is %d".formatted(sql.length(), LENGTH_MAX));
    }
    new Scan(sql).run();
  }

  /**
   * Checks depth and size of a parse tree. The parser repeats the operand of a simple CASE by
   * reference, so that short text can be a tree too large to walk.
   */
  static void checkDepth(SqlNode root) {
    Deque<Level> open = new ArrayDeque<>();
    open.push(new Level(root, 1));
    int nodes = 0;
    while (!open.isEmpty()) {
      Level level = open.pop();
      if (++nodes > TREE_NODES_MAX) {
        throw SqlFault.invalid(
            "The SQL text has more than %d parts; make it simpler".formatted(TREE_NODES_MAX));
      }
      if (level.depth > TREE_DEPTH_MAX) {
        throw SqlFault.invalid(
            "The SQL text is nested deeper than %d levels; use IN instead of long chains"
                .formatted(TREE_DEPTH_MAX),
            level.node.getParserPosition());
      }
      if (level.node instanceof SqlCall call) {
        pushAll(open, call.getOperandList(), level.depth + 1);
      } else if (level.node instanceof SqlNodeList list) {
        pushAll(open, list.getList(), level.depth);
      }
    }
  }

  private static void pushAll(
      Deque<Level> open, Iterable<? extends @Nullable SqlNode> nodes, int depth) {
    for (SqlNode node : nodes) {
      if (node != null) {
        open.push(new Level(node, depth));
      }
    }
  }

  private record Level(SqlNode node, int depth) {}

  /** One walk over the characters that knows strings, quoted names and comments. */
  private static final class Scan {
    private final String sql;
    private int line = 1;
    private int lineStart;
    private int depth;
    private final int[] chain = new int[BRACKETS_MAX + 1];
    private int at;

    Scan(String sql) {
      this.sql = sql;
    }

    void run() {
      while (at < sql.length()) {
        char c = sql.charAt(at);
        switch (c) {
          case '\0' -> throw fault("The SQL text holds a NUL character");
          case '\n' -> newLine();
          case '\'', '"' -> skipQuoted(c);
          case '-' -> commentOr('-', "\n");
          case '/' -> commentOr('*', "*/");
          case '(', '[', '{' -> open();
          case ')', ']', '}' -> depth = Math.max(0, depth - 1);
          case ',' -> chain[depth] = 0;
          default -> other(c);
        }
        at++;
      }
    }

    // The parser's time grows with the square of a chain of operators and words.
    private void other(char c) {
      boolean word = Character.isJavaIdentifierPart(c);
      boolean starts = at == 0 || !Character.isJavaIdentifierPart(sql.charAt(at - 1));
      if (Character.isWhitespace(c) || (word && !starts)) {
        return;
      }
      if (++chain[depth] > CHAIN_MAX) {
        throw fault("A part of the SQL text has more than %d words".formatted(CHAIN_MAX));
      }
      word("CASE", 1);
      word("END", -1);
    }

    private void open() {
      if (++depth > BRACKETS_MAX) {
        throw fault("Brackets are nested deeper than %d levels".formatted(BRACKETS_MAX));
      }
      chain[depth] = 0;
    }

    private void word(String word, int step) {
      boolean starts = at == 0 || !Character.isJavaIdentifierPart(sql.charAt(at - 1));
      int end = at + word.length();
      boolean ends = end >= sql.length() || !Character.isJavaIdentifierPart(sql.charAt(end));
      if (starts && ends && sql.regionMatches(true, at, word, 0, word.length())) {
        if (step > 0) {
          open();
        } else {
          depth = Math.max(0, depth - 1);
        }
      }
    }

    private void newLine() {
      line++;
      lineStart = at + 1;
    }

    private void skipQuoted(char quote) {
      for (at++; at < sql.length() && sql.charAt(at) != quote; at++) {
        checkSkipped();
      }
    }

    private void commentOr(char second, String terminator) {
      if (at + 1 >= sql.length() || sql.charAt(at + 1) != second) {
        other(sql.charAt(at));
        return;
      }
      at += 2;
      while (at < sql.length() && !sql.startsWith(terminator, at)) {
        checkSkipped();
        at++;
      }
      if (terminator.equals("\n")) {
        at--;
      } else {
        at += terminator.length() - 1;
      }
    }

    private void checkSkipped() {
      if (sql.charAt(at) == '\0') {
        throw fault("The SQL text holds a NUL character");
      }
      if (sql.charAt(at) == '\n') {
        newLine();
      }
    }

    private ServiceException fault(String sentence) {
      return SqlFault.invalid(sentence, line, at - lineStart + 1);
    }
  }
}
