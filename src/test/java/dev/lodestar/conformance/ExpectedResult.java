package dev.lodestar.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A result as Quidem printed it, in its {@code mysql} frame or as {@code csv}.
 *
 * @param rows the text of each cell; NULL and empty cells are both empty
 */
record ExpectedResult(List<String> columns, List<List<String>> rows) {
  static Optional<ExpectedResult> parse(List<String> printed) {
    List<String> lines = printed.stream().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(lines.getFirst().startsWith("+-") ? framed(lines) : csv(lines));
  }

  private static ExpectedResult framed(List<String> lines) {
    int[] edges = edges(lines.getFirst());
    List<List<String>> rows = new ArrayList<>();
    List<String> pending = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("|")) {
        rows.add(cells(line, edges));
      } else if (!line.startsWith("+-") && !line.matches("\\(\\d+ rows?\\)")) {
        pending.add(line);
      }
    }
    List<String> columns = rows.isEmpty() ? pending : rows.removeFirst();
    return new ExpectedResult(columns, rows);
  }

  private static int[] edges(String rule) {
    return java.util.stream.IntStream.range(0, rule.length())
        .filter(i -> rule.charAt(i) == '+')
        .toArray();
  }

  // Bars stand where the rule has its crosses, so a value may hold a bar. Where a line is longer
  // or shorter than the rule (wide characters), its own bars decide.
  private static List<String> cells(String line, int[] edges) {
    boolean aligned =
        Arrays.stream(edges).allMatch(edge -> edge < line.length() && line.charAt(edge) == '|');
    List<String> cells = new ArrayList<>();
    if (aligned) {
      for (int i = 0; i + 1 < edges.length; i++) {
        cells.add(line.substring(edges[i] + 1, edges[i + 1]).strip());
      }
      return cells;
    }
    String inner = line.strip().replaceAll("^\\|", "").replaceAll("\\|$", "");
    for (String cell : inner.split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }

  private static ExpectedResult csv(List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      rows.add(csvCells(line));
    }
    return new ExpectedResult(csvCells(lines.getFirst()), rows);
  }

  private static List<String> csvCells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }
}
