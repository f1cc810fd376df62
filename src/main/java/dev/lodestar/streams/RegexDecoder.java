package dev.lodestar.streams;

import dev.lodestar.data.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines that a pattern matches as a whole; each of its groups is a field. */
final class RegexDecoder implements RecordDecoder {
  private final Pattern pattern;
  private final TextRows rows;

  RegexDecoder(String pattern, List<String> columns, List<Column> declared) {
    this.pattern = Pattern.compile(pattern);
    this.rows = new TextRows(columns, declared);
  }

  @Override
  public void decode(byte[] value, Lines out) {
    new String(value, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> decode(line, out));
  }

  private void decode(String line, Lines out) {
    Matcher matcher = pattern.matcher(line);
    if (!matches(matcher)) {
      out.broken("does not match the pattern");
      return;
    }
    List<List<String>> cells = new ArrayList<>();
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String text = matcher.group(group);
      cells.add(List.of(text == null ? "" : text));
    }
    try {
      rows.write(cells, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private static boolean matches(Matcher matcher) {
    try {
      return matcher.matches();
    } catch (StackOverflowError e) {
      return false; // Java's patterns recurse; a line that is too long for one does not match it.
    }
  }
}
