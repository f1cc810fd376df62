package dev.lodestar.engine.protobuf;

import dev.lodestar.engine.InvalidSchemaException;

/**
 * The words of a {@code .proto} file: names, numbers, strings and single signs; comments are
 * skipped. Used by one thread.
 */
final class ProtoTokens {
  private final String text;
  private int position;
  private int line = 1;
  private String current = "";
  private boolean isString;

  ProtoTokens(String text) throws InvalidSchemaException {
    this.text = text;
    advance();
  }

  /** The word that is next; empty at the end. */
  String peek() {
    return isString ? "\"" : current;
  }

  boolean isAtEnd() {
    return current.isEmpty() && !isString;
  }

  String next() throws InvalidSchemaException {
    if (isAtEnd()) {
      throw fault("it ends too early");
    }
    String word = peek();
    advance();
    return word;
  }

  /** Takes the next word if it is this one. */
  boolean take(String word) throws InvalidSchemaException {
    boolean isNext = !isString && current.equals(word);
    if (isNext) {
      advance();
    }
    return isNext;
  }

  void expect(String word) throws InvalidSchemaException {
    if (!take(word)) {
      throw fault("\"%s\" is expected".formatted(word));
    }
  }

  String name() throws InvalidSchemaException {
    if (isString || current.isEmpty() || !isNameStart(current.charAt(0))) {
      throw fault("a name is expected");
    }
    return next();
  }

  /** Names with dots between them, and perhaps one before the first. */
  String dottedName() throws InvalidSchemaException {
    StringBuilder name = new StringBuilder();
    if (take(".")) {
      name.append('.');
    }
    name.append(name());
    while (take(".")) {
      name.append('.').append(name());
    }
    return name.toString();
  }

  int number() throws InvalidSchemaException {
    boolean isNegative = take("-");
    String word = next();
    try {
      long value = Long.decode(word);
      return Math.toIntExact(isNegative ? -value : value);
    } catch (NumberFormatException | ArithmeticException e) {
      throw fault("a number is expected");
    }
  }

  /** Strings that follow each other are one. Escapes stay as they are. */
  String string() throws InvalidSchemaException {
    if (!isString) {
      throw fault("a string is expected");
    }
    StringBuilder all = new StringBuilder();
    while (isString) {
      all.append(current);
      advance();
    }
    return all.toString();
  }

  /** Skips up to the end of a statement, over all that is in brackets. */
  void skipStatement() throws InvalidSchemaException {
    int depth = 0;
    while (depth > 0 || !current.equals(";") || isString) {
      depth += depthOf(next());
    }
    advance();
  }

  /** Skips a block or a list with the brackets around it. */
  void skipBrackets() throws InvalidSchemaException {
    int depth = 0;
    do {
      depth += depthOf(next());
    } while (depth > 0);
  }

  private static int depthOf(String word) {
    return switch (word) {
      case "{", "[" -> 1;
      case "}", "]" -> -1;
      default -> 0;
    };
  }

  InvalidSchemaException fault(String what) {
    return new InvalidSchemaException(
        "is not valid as a Protobuf file: line %d, %s".formatted(line, what));
  }

  private void advance() throws InvalidSchemaException {
    skipBlanks();
    isString = false;
    int begin = position;
    if (begin == text.length()) {
      current = "";
      return;
    }
    char first = text.charAt(begin);
    if (first == '"' || first == '\'') {
      readString(first);
      return;
    }
    position++;
    if (isNameStart(first)) {
      while (position < text.length() && isNamePart(text.charAt(position))) {
        position++;
      }
    } else if (isDigit(first)) {
      while (position < text.length() && isNumberPart(text.charAt(position))) {
        position++;
      }
    }
    current = text.substring(begin, position);
  }

  private void readString(char quote) throws InvalidSchemaException {
    int begin = ++position;
    while (position < text.length() && text.charAt(position) != quote) {
      if (text.charAt(position) == '\n') {
        throw fault("a string is not closed");
      }
      position += text.charAt(position) == '\\' ? 2 : 1;
    }
    if (position >= text.length()) {
      throw fault("a string is not closed");
    }
    current = text.substring(begin, position++);
    isString = true;
  }

  private void skipBlanks() throws InvalidSchemaException {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", position)) {
        skipComment();
      } else if (c == '\n') {
        line++;
        position++;
      } else if (Character.isWhitespace(c) || c == '\uFEFF') {
        position++;
      } else {
        return;
      }
    }
  }

  private void skipComment() throws InvalidSchemaException {
    int end = text.indexOf("*/", position + 2);
    if (end < 0) {
      throw fault("a comment is not closed");
    }
    line += (int) text.substring(position, end).chars().filter(c -> c == '\n').count();
    position = end + 2;
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }

  private static boolean isNumberPart(char c) {
    return isNamePart(c) || c == '.';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
