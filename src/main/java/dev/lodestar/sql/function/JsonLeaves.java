package dev.lodestar.sql.function;

import dev.lodestar.data.JsonLeaf;
import dev.lodestar.sql.BoundQuery;
import java.util.Collection;
import java.util.stream.Collectors;

/** How the engine's language reads leaves of JSON documents where no column holds them. */
public final class JsonLeaves {
  private JsonLeaves() {}

  /** The engine's path of a leaf, as a text literal. */
  public static String path(JsonLeaf leaf) {
    return Literals.text(JsonPath.toEngine(leaf.keys()));
  }

  /** What JSON_VALUE gives for a leaf. */
  public static String value(String document, JsonLeaf leaf) {
    return "druid_json_value(%s, %s)".formatted(document, path(leaf));
  }

  /** Rows with one more column for each leaf; {@code rows} is a parenthesized SELECT or a name. */
  public static String beside(String rows, Collection<JsonLeaf> leaves) {
    return leaves.isEmpty()
        ? rows
        : leaves.stream()
            .map(
                leaf ->
                    value(BoundQuery.reference(leaf.column()), leaf)
                        + " AS "
                        + BoundQuery.reference(leaf.hiddenColumn()))
            .collect(Collectors.joining(", ", "(SELECT *, ", " FROM " + rows + ")"));
  }
}
