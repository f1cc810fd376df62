package dev.lodestar.streams;

import dev.lodestar.data.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Delimited text; by the rules of files: a cell that begins with a quote ends with the next single
 * one, and an empty cell is none.
 */
final class CsvDecoder implements RecordDecoder {
  private final char delimiter;
  private final char listDelimiter;
  private final TextRows rows;

  CsvDecoder(List<String> columns, char delimiter, char listDelimiter, List<Column> declared) {
    this.delimiter = delimiter;
    this.listDelimiter = listDelimiter;
    this.rows = new TextRows(columns, declared);
  }

  @Override
  public void decode(byte[] value, Lines out) {
    String text = new String(value, StandardCharsets.UTF_8);
    List<List<String>> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    int i = 0;
    try {
      while (i < text.length()) {
        cell.setLength(0);
        if (text.charAt(i) == '"') {
          i = quoted(text, i + 1, cell);
          if (i < 0) {
            out.broken("is not valid CSV");
            return;
          }
        }
        while (i < text.length() && !isEnd(text.charAt(i))) {
          cell.append(text.charAt(i++));
        }
        cells.add(split(cell.toString()));
        if (i == text.length() || text.charAt(i) != delimiter) {
          i = endRow(text, i, cells, out);
        } else if (++i == text.length()) {
          cells.add(List.of(""));
        }
      }
      if (!cells.isEmpty()) {
        rows.write(cells, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private boolean isEnd(char c) {
    return c == delimiter || c == '\n' || c == '\r';
  }

  /** Where the text goes on behind a quoted cell; -1 when its quote is never closed. */
  private static int quoted(String text, int from, StringBuilder cell) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '"') {
        cell.append(c);
      } else if (i < text.length() && text.charAt(i) == '"') {
        cell.append('"');
        i++;
      } else {
        return i;
      }
    }
    return -1;
  }

  private int endRow(String text, int at, List<List<String>> cells, Lines out) throws IOException {
    boolean isBlank = cells.size() == 1 && cells.getFirst().equals(List.of(""));
    if (!isBlank) {
      rows.write(cells, out);
    }
    cells.clear();
    int i = at;
    while (i < text.length() && (text.charAt(i) == '\n' || text.charAt(i) == '\r')) {
      i++;
    }
    return i;
  }

  private List<String> split(String cell) {
    if (cell.indexOf(listDelimiter) < 0) {
      return List.of(cell);
    }
    List<String> texts = new ArrayList<>();
    int begin = 0;
    for (int end = cell.indexOf(listDelimiter);
        end >= 0;
        end = cell.indexOf(listDelimiter, begin)) {
      texts.add(cell.substring(begin, end));
      begin = end + 1;
    }
    texts.add(cell.substring(begin));
    return texts;
  }
}
