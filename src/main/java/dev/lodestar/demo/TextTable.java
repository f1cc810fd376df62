package dev.lodestar.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows as an aligned table: numbers to the right with digits grouped, anything else to the left.
 */
final class TextTable {
  private TextTable() {}

  /**
   * Lays out an answer of the SQL API in the format {@code array}.
   *
   * @param rows arrays of equal length; the first one holds the column names
   * @return one line per row, a rule under the names
   */
  static String of(JsonNode rows) {
    var cells = new ArrayList<List<String>>();
    var widths = new ArrayList<Integer>();
    for (var row : rows) {
      var line = new ArrayList<String>();
      for (var value : row) {
        line.add(text(value));
        if (widths.size() < line.size()) {
          widths.add(0);
        }
        widths.set(line.size() - 1, Math.max(widths.get(line.size() - 1), line.getLast().length()));
      }
      cells.add(line);
    }
    var table = new StringBuilder();
    for (var row = 0; row < cells.size(); row++) {
      appendRow(table, cells.get(row), rows.get(Math.min(1, rows.size() - 1)), widths);
      if (row == 0) {
        appendRow(table, widths.stream().map("-"::repeat).toList(), rows.get(0), widths);
      }
    }
    return table.toString();
  }

  /** A column is numeric when the first data row says so. */
  private static void appendRow(
      StringBuilder table, List<String> cells, JsonNode firstData, List<Integer> widths) {
    var line = new StringBuilder();
    for (var column = 0; column < cells.size(); column++) {
      var padding = " ".repeat(widths.get(column) - cells.get(column).length());
      var right = firstData.path(column).isNumber();
      line.append("  ").append(right ? padding : "").append(cells.get(column));
      line.append(right ? "" : padding);
    }
    table.append(line.toString().stripTrailing()).append('\n');
  }

  private static String text(JsonNode value) {
    if (value.isIntegralNumber()) {
      return String.format(Locale.ROOT, "%,d", value.bigIntegerValue());
    }
    return value.isNull() ? "" : value.asText();
  }
}
