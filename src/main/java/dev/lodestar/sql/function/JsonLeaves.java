package dev.lodestar.sql.function;

import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.LeafForm;
import dev.lodestar.data.LeafValue;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.sql.BoundQuery;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * How the engine's language reads leaves of JSON documents, from columns that hold them and where
 * no column does.
 *
 * <p>Whatever a file holds, a leaf in some form is the same value, bit by bit: the one that the
 * documents give.
 */
public final class JsonLeaves {
  private JsonLeaves() {}

  /** The engine's path of a leaf, as a text literal. */
  public static String path(JsonLeaf leaf) {
    return Literals.text(JsonPath.toEngine(leaf.keys()));
  }

  /** What JSON_VALUE gives for a leaf. */
  public static String value(String document, LeafValue value) {
    return ofText("druid_json_value(%s, %s)".formatted(document, path(value.leaf())), value.form());
  }

  /** No value of that form. */
  public static String none(LeafForm form) {
    return switch (form) {
      case TEXT -> "CAST(NULL AS VARCHAR)";
      case LONG -> "CAST(NULL AS BIGINT)";
      case DOUBLE -> "CAST(NULL AS DOUBLE)";
    };
  }

  /** The same from the columns of a file that holds the leaf. */
  public static String stored(StoredLeaf stored, LeafForm form) {
    String values = BoundQuery.reference(stored.values());
    String others = BoundQuery.reference(stored.others());
    String typed =
        switch (form) {
          case TEXT -> text(values, stored.kind());
          case LONG -> whole(values, stored.kind());
          case DOUBLE -> number(values, stored.kind());
        };
    return stored.isMixed()
        ? "CASE WHEN %s IS NULL THEN %s ELSE %s END".formatted(others, typed, ofText(others, form))
        : typed;
  }

  /** The text that JSON_VALUE gives for a value of that kind. */
  public static String text(String value, StoredLeaf.Kind kind) {
    return switch (kind) {
      case TEXT -> value;
      case LONG, DOUBLE -> "CAST(" + value + " AS VARCHAR)";
      case NUMBER -> "druid_number_text(" + value + ")";
      case BOOLEAN -> "CASE WHEN %s THEN '1' WHEN NOT %s THEN '0' END".formatted(value, value);
    };
  }

  private static String whole(String value, StoredLeaf.Kind kind) {
    return switch (kind) {
      case TEXT -> ofText(value, LeafForm.LONG);
      case LONG -> value;
      case DOUBLE, NUMBER -> "CAST(trunc(" + value + ") AS BIGINT)";
      case BOOLEAN -> "CAST(" + value + " AS BIGINT)";
    };
  }

  private static String number(String value, StoredLeaf.Kind kind) {
    return switch (kind) {
      case TEXT -> ofText(value, LeafForm.DOUBLE);
      case DOUBLE, NUMBER -> value;
      case LONG, BOOLEAN -> "CAST(" + value + " AS DOUBLE)";
    };
  }

  private static String ofText(String text, LeafForm form) {
    return switch (form) {
      case TEXT -> text;
      case LONG -> "druid_text_bigint(" + text + ")";
      case DOUBLE -> "druid_text_double(" + text + ")";
    };
  }

  /** Rows with one more column for each leaf; {@code rows} is a parenthesized SELECT or a name. */
  public static String beside(String rows, Collection<LeafValue> leaves) {
    return leaves.isEmpty()
        ? rows
        : leaves.stream()
            .map(
                leaf ->
                    value(BoundQuery.reference(leaf.leaf().column()), leaf)
                        + " AS "
                        + BoundQuery.reference(leaf.hiddenColumn()))
            .collect(Collectors.joining(", ", "(SELECT *, ", " FROM " + rows + ")"));
  }
}
