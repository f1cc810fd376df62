package dev.lodestar.conformance;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether rows are those that a file expects.
 *
 * <p>NULL and empty cells are equal, as their prints are; numbers may differ in the last digits
 * ({@link #TOLERANCE}), times in their form, arrays in quotes and blanks. Without ORDER BY the
 * order of rows does not count.
 */
final class Comparison {
  private static final double TOLERANCE = 1e-6;
  private static final Pattern ORDERED =
      Pattern.compile("\\border\\s+by\\b(?![^()]*\\))", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)?");

  private Comparison() {}

  /** The first difference in words, or empty when there is none. */
  static Optional<String> difference(
      String sql, ExpectedResult expected, List<List<String>> actual) {
    if (expected.rows().size() != actual.size()) {
      return Optional.of(
          "%d rows instead of %d; first %s"
              .formatted(
                  actual.size(),
                  expected.rows().size(),
                  actual.isEmpty() ? "none" : actual.getFirst()));
    }
    List<List<String>> left = new ArrayList<>(actual);
    for (int i = 0; i < expected.rows().size(); i++) {
      List<String> row = expected.rows().get(i);
      int match = isOrdered(sql) ? (same(row, left.get(i)) ? i : -1) : find(row, left);
      if (match < 0) {
        String instead = isOrdered(sql) ? " but is " + left.get(i) : " is missing in " + left;
        return Optional.of("row %d %s%s".formatted(i + 1, row, shortened(instead)));
      }
      if (!isOrdered(sql)) {
        left.remove(match);
      }
    }
    return Optional.empty();
  }

  private static boolean isOrdered(String sql) {
    return ORDERED.matcher(sql).find();
  }

  private static int find(List<String> row, List<List<String>> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (same(row, rows.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean same(List<String> expected, List<String> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!same(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(String expected, String actual) {
    String left = plain(expected);
    String right = plain(actual);
    if (left.equals(right)) {
      return true;
    }
    if (NUMBER.matcher(left).matches() && NUMBER.matcher(right).matches()) {
      double x = Double.parseDouble(left);
      double y = Double.parseDouble(right);
      return Math.abs(x - y) <= TOLERANCE * Math.max(1, Math.max(Math.abs(x), Math.abs(y)));
    }
    return time(left).isPresent() && time(left).equals(time(right));
  }

  private static String plain(String cell) {
    String text = cell.strip();
    if (text.equalsIgnoreCase("null")) {
      return "";
    }
    return text.startsWith("[") || text.startsWith("{")
        ? text.replaceAll("[\"\\s]", "").toLowerCase(Locale.ROOT)
        : text;
  }

  private static Optional<Instant> time(String text) {
    if (!TIME.matcher(text).matches()) {
      return Optional.empty();
    }
    String iso = text.replace(' ', 'T');
    try {
      return Optional.of(
          iso.matches(".*(Z|[+-]\\d\\d:\\d\\d)$")
              ? OffsetDateTime.parse(iso).toInstant()
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String shortened(String text) {
    return text.length() > 300 ? text.substring(0, 300) + " …" : text;
  }
}
