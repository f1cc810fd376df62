package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an exposition as strictly as OpenMetrics 1.0 is written: each family once, with its type
 * before its samples; each series once; only the suffixes of its type; the end marked.
 */
final class OpenMetricsText {
  private static final Pattern META =
      Pattern.compile("# (TYPE|HELP|UNIT) ([a-zA-Z_:][\\w:]*) (.*)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? ([^ ]+)(?: ([0-9.eE+-]+))?(?: # \\{.*\\} .*)?");
  private static final Pattern LABEL =
      Pattern.compile("\\G([a-zA-Z_]\\w*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
  private static final Map<String, List<String>> SUFFIXES =
      Map.of(
          "counter", List.of("_total", "_created"),
          "gauge", List.of(""),
          "unknown", List.of(""),
          "info", List.of("_info"),
          "histogram", List.of("_bucket", "_count", "_sum", "_created"),
          "summary", List.of("", "_count", "_sum", "_created"));

  private final Map<String, String> types = new HashMap<>();
  private final Set<String> described = new HashSet<>();
  private final Set<String> closed = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Double> series = new HashMap<>();
  private String family = "";

  private OpenMetricsText() {}

  /** Errors: an assertion that names the line. */
  static OpenMetricsText read(String text) {
    OpenMetricsText read = new OpenMetricsText();
    assertThat(text).endsWith("\n# EOF\n");
    String body = text.substring(0, text.length() - "# EOF\n".length());
    List<String> lines = new ArrayList<>(List.of(body.split("\n", -1)));
    assertThat(lines.removeLast()).isEmpty();
    lines.forEach(read::line);
    return read;
  }

  /** The names of samples. */
  Set<String> names() {
    return names;
  }

  /** Series by their names and sorted labels. */
  Map<String, Double> series() {
    return series;
  }

  private void line(String line) {
    Matcher meta = META.matcher(line);
    if (meta.matches()) {
      meta(meta.group(1), meta.group(2), meta.group(3), line);
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as("no sample: %s", line).isTrue();
    sample(sample.group(1), sample.group(2), sample.group(3), line);
  }

  private void meta(String kind, String name, String value, String line) {
    if (!name.equals(family)) {
      assertThat(closed.add(family)).isTrue();
      assertThat(closed).as("a family in two places: %s", line).doesNotContain(name);
      family = name;
    }
    assertThat(described.add(kind + " " + name)).as("said twice: %s", line).isTrue();
    switch (kind) {
      case "TYPE" -> {
        assertThat(SUFFIXES).as(line).containsKey(value);
        types.put(name, value);
      }
      case "UNIT" -> assertThat(name).as(line).endsWith("_" + value);
      default -> assertThat(value).as(line).isNotBlank();
    }
  }

  private void sample(String name, String labels, String value, String line) {
    assertThat(types).as("samples before a type: %s", line).containsKey(family);
    List<String> allowed = SUFFIXES.get(types.get(family)).stream().map(family::concat).toList();
    assertThat(allowed).as("not of the family %s: %s", family, line).contains(name);
    Map<String, String> sorted = labels(labels, line);
    assertThat(sorted.containsKey("le"))
        .as("le belongs to buckets: %s", line)
        .isEqualTo(name.endsWith("_bucket"));
    double parsed = number(value);
    if (types.get(family).equals("counter") || types.get(family).equals("histogram")) {
      assertThat(parsed).as(line).isNotNegative();
    }
    names.add(name);
    assertThat(series.put(name + sorted, parsed)).as("a series twice: %s", line).isNull();
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> found = new TreeMap<>();
    if (text == null || text.isEmpty()) {
      return found;
    }
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (end < text.length() && label.find()) {
      assertThat(found.put(label.group(1), label.group(2))).as("a label twice: %s", line).isNull();
      end = label.end();
    }
    assertThat(end).as("labels: %s", line).isEqualTo(text.length());
    return found;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
