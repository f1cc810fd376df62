package dev.lodestar.api;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of PromQL as is needed to see which metrics an expression names. */
final class PromQl {
  private static final Pattern STRINGS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern LABELS = Pattern.compile("\\{[^}]*\\}|\\[[^\\]]*\\]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\s*\\()(?![\\w:])");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "by", "without", "on", "ignoring", "bool", "offset");

  /** Prometheus makes it itself. */
  private static final String OF_PROMETHEUS = "up";

  private PromQl() {}

  static Set<String> metrics(String expression) {
    String plain = STRINGS.matcher(expression).replaceAll("");
    plain = LABELS.matcher(plain).replaceAll("");
    plain = GROUPING.matcher(plain).replaceAll("");
    Set<String> found = new TreeSet<>();
    Matcher name = NAME.matcher(plain.replaceAll("\\b[0-9.]+(e[0-9]+)?\\b", ""));
    while (name.find()) {
      found.add(name.group());
    }
    found.removeAll(WORDS);
    found.remove(OF_PROMETHEUS);
    return found;
  }
}
