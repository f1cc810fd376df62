package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.StoredLeaf.Kind;
import dev.lodestar.sql.function.JsonLeaves;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Puts the columns of leaves beside the JSON columns of rows.
 *
 * <p>Each document is parsed once for all of its leaves; JSON_VALUE's own macro is several times
 * dearer for each leaf. A value that its column's kind would not give back as the very text that
 * JSON_VALUE gives goes to the column of the others, as text. No answer depends on which these are,
 * so the tests are coarse where that makes them cheap.
 */
final class LeafSql {
  /** From here on some numbers print with an exponent. */
  private static final String PLAIN_MAX = "1e15";

  /** One leaf on its way: an item of the list of a document's values. */
  private record Taken(StoredLeaf leaf, String list, int item) {
    /** The value as JSON: texts are in quotes. */
    String json() {
      return "%s_json_%d".formatted(list, item);
    }

    /** What may become the stored value. */
    String typed() {
      return "%s_typed_%d".formatted(list, item);
    }
  }

  private final String rows;
  private final List<String> lists = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private final List<Taken> taken = new ArrayList<>();

  private LeafSql(String rows) {
    this.rows = rows;
  }

  /** A SELECT of the rows of a SELECT and of the columns of these leaves. */
  static String beside(String rows, Collection<StoredLeaf> leaves) {
    if (leaves.isEmpty()) {
      return rows;
    }
    LeafSql sql = new LeafSql(rows);
    leaves.stream()
        .sorted(Comparator.comparing(StoredLeaf::values))
        .collect(groupingBy(stored -> stored.leaf().column()))
        .forEach(sql::add);
    return sql.select();
  }

  private void add(String column, List<StoredLeaf> leaves) {
    String list = "__lodestar_values_" + lists.size();
    String paths =
        leaves.stream().map(StoredLeaf::leaf).map(JsonLeaves::path).collect(joining(", "));
    lists.add(list);
    values.add("json_value(%s, [%s]) AS %s".formatted(SqlText.name(column), paths, list));
    for (int i = 0; i < leaves.size(); i++) {
      taken.add(new Taken(leaves.get(i), list, i + 1));
    }
  }

  private String select() {
    List<Taken> typed = taken.stream().filter(leaf -> leaf.leaf().kind() != Kind.TEXT).toList();
    String single =
        step(
            step(rows, List.of(), values),
            lists,
            each(taken, leaf -> "%s[%d] AS %s".formatted(leaf.list(), leaf.item(), leaf.json())));
    String cast = step(single, List.of(), each(typed, leaf -> cast(leaf) + " AS " + leaf.typed()));
    String stored =
        step(
            cast,
            each(typed, Taken::typed),
            each(taken, leaf -> value(leaf) + " AS " + SqlText.name(leaf.leaf().values())));
    return step(stored, each(taken, Taken::json), each(typed, LeafSql::other));
  }

  private static List<String> each(List<Taken> leaves, Function<Taken, String> text) {
    return leaves.stream().map(text).toList();
  }

  private static String step(String rows, List<String> without, List<String> with) {
    String kept = without.isEmpty() ? "*" : "* EXCLUDE (" + String.join(", ", without) + ")";
    return "SELECT %s FROM (%s)"
        .formatted(Stream.concat(Stream.of(kept), with.stream()).collect(joining(", ")), rows);
  }

  private static String cast(Taken leaf) {
    return switch (leaf.leaf().kind()) {
      case TEXT -> throw new IllegalStateException("a text is stored as it is");
      case LONG -> "TRY_CAST(" + leaf.json() + " AS BIGINT)";
      case DOUBLE, NUMBER -> "TRY_CAST(" + leaf.json() + " AS DOUBLE)";
      case BOOLEAN -> "(" + leaf.json() + " = 'true')";
    };
  }

  // Numbers with an exponent, -0.0 and all that are not finite print in more than one way.
  private static String value(Taken leaf) {
    String typed = leaf.typed();
    String condition =
        switch (leaf.leaf().kind()) {
          case TEXT -> "";
          case LONG -> isPrintedAs(leaf);
          case BOOLEAN -> leaf.json() + " IN ('true', 'false')";
          case DOUBLE, NUMBER ->
              "abs(%s) < %s AND NOT contains(%s, 'e') AND %s <> '-0.0' AND %s"
                  .formatted(typed, PLAIN_MAX, leaf.json(), leaf.json(), isPrintedAs(leaf));
        };
    return condition.isEmpty()
        ? text(leaf.json())
        : "CASE WHEN %s THEN %s END".formatted(condition, typed);
  }

  private static String isPrintedAs(Taken leaf) {
    return "%s = %s".formatted(JsonLeaves.text(leaf.typed(), leaf.leaf().kind()), leaf.json());
  }

  private static String other(Taken leaf) {
    return "CASE WHEN %s IS NULL THEN %s END AS %s"
        .formatted(
            SqlText.name(leaf.leaf().values()),
            text(leaf.json()),
            SqlText.name(leaf.leaf().others()));
  }

  /** The text that JSON_VALUE makes of a single value. */
  private static String text(String json) {
    return """
        CASE WHEN starts_with(%s, '"') THEN CASE WHEN contains(%s, '\\') \
        THEN json_extract_string(%s, '$') ELSE substr(%s, 2, length(%s) - 2) END \
        WHEN %s = 'true' THEN '1' WHEN %s = 'false' THEN '0' ELSE %s END"""
        .replace("%s", json);
  }
}
