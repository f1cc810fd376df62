package dev.lodestar.query;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Comma-separated text; cells with a comma, quote or line break are quoted. NULL is empty. */
final class CsvResultWriter implements ResultWriter {
  private final ResultLayout layout;

  CsvResultWriter(ResultLayout layout) {
    this.layout = layout;
  }

  @Override
  public byte[] begin() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : layout.headerRows()) {
      text.append(row.stream().map(CsvResultWriter::cell).collect(Collectors.joining(",")))
          .append('\n');
    }
    return bytes(text);
  }

  @Override
  public byte[] rows(List<@Nullable Object[]> rows) {
    StringBuilder text = new StringBuilder();
    for (@Nullable Object[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        text.append(i == 0 ? "" : ",").append(cell(text(row[i])));
      }
      text.append('\n');
    }
    return bytes(text);
  }

  @Override
  public byte[] end() {
    return new byte[] {'\n'};
  }

  private String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Instant time -> layout.times().of(time);
      case List<?> items -> arrayText(items);
      default -> value.toString();
    };
  }

  /** An array is the JSON text of it. */
  private String arrayText(List<?> items) {
    return items.stream()
        .map(
            item ->
                switch (item) {
                  case null -> "null";
                  case String string ->
                      '"' + new String(JsonStringEncoder.getInstance().quoteAsString(string)) + '"';
                  default -> text(item);
                })
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String cell(String text) {
    boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
