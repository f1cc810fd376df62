package dev.lodestar.connectors;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for whole keys of objects, as shells and Druid's {@code objectGlob} have it.
 *
 * <p>{@code *} and {@code ?} stop at a slash, {@code **} does not; {@code [a-z]}, {@code [!a-z]},
 * {@code {a,b}}; a backslash takes the next character as it is.
 */
public final class Glob {
  private static final String SPECIAL = "*?[{\\";

  private final String text;
  private final Pattern pattern;

  private Glob(String text, Pattern pattern) {
    this.text = text;
    this.pattern = pattern;
  }

  /** Errors: an {@link IllegalArgumentException} for brackets that do not close, or the like. */
  public static Glob of(String text) {
    try {
      return new Glob(text, Pattern.compile(new Translation(text).regex(), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("no pattern: " + text, e);
    }
  }

  public boolean matches(String key) {
    return pattern.matcher(key).matches();
  }

  /** What every match begins with. */
  String literalPrefix() {
    int end = 0;
    while (end < text.length() && SPECIAL.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, end);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob glob && text.equals(glob.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  /** From the words of globs to those of regular expressions. */
  private static final class Translation {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean inGroup;

    Translation(String glob) {
      this.glob = glob;
    }

    String regex() {
      while (at < glob.length()) {
        char c = glob.charAt(at++);
        switch (c) {
          case '*' -> star();
          case '?' -> regex.append("[^/]");
          case '[' -> characters();
          case '{' -> open();
          case '}' -> regex.append(closes() ? ")" : "\\}");
          case ',' -> regex.append(inGroup ? "|" : ",");
          case '\\' -> literal(next());
          default -> literal(c);
        }
      }
      if (inGroup) {
        throw new IllegalArgumentException("a brace is left open");
      }
      return regex.toString();
    }

    private void star() {
      boolean crosses = at < glob.length() && glob.charAt(at) == '*';
      while (at < glob.length() && glob.charAt(at) == '*') {
        at++;
      }
      regex.append(crosses ? ".*" : "[^/]*");
    }

    private void open() {
      if (inGroup) {
        throw new IllegalArgumentException("braces do not nest");
      }
      inGroup = true;
      regex.append("(?:");
    }

    private boolean closes() {
      boolean closes = inGroup;
      inGroup = false;
      return closes;
    }

    private void characters() {
      int end = glob.indexOf(']', at + 1);
      if (end < 0) {
        throw new IllegalArgumentException("a bracket is left open");
      }
      String inside = glob.substring(at, end);
      boolean negated = inside.startsWith("!") && inside.length() > 1;
      regex
          .append("(?!/)[")
          .append(negated ? "^" : "")
          .append(
              (negated ? inside.substring(1) : inside)
                  .replace("\\", "\\\\")
                  .replace("[", "\\[")
                  .replace("&", "\\&")
                  .replace("^", "\\^"))
          .append(']');
      at = end + 1;
    }

    private char next() {
      if (at == glob.length()) {
        throw new IllegalArgumentException("nothing follows the last backslash");
      }
      return glob.charAt(at++);
    }

    private void literal(char c) {
      if ("\\^$.|?*+()[]{}".indexOf(c) >= 0) {
        regex.append('\\');
      }
      regex.append(c);
    }
  }
}
