package dev.lodestar.sql.render;

import dev.lodestar.data.LeafValue;
import dev.lodestar.sql.RelationName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A printed statement with holes for the tables' rows.
 *
 * @param text with the position of a relation in {@code holes} between two NUL characters
 * @param holes the relations that it reads
 * @param leaves what it reads of the JSON columns of these relations; a column of each has to be in
 *     their rows, by {@link LeafValue#hiddenColumn}
 * @param momentary whether the moment of the statement is in the text
 */
public record RenderedQuery(
    String text,
    List<RelationName> holes,
    Map<RelationName, Set<LeafValue>> leaves,
    boolean momentary) {
  public RenderedQuery {
    holes = List.copyOf(holes);
    leaves = Map.copyOf(leaves);
  }

  public Set<RelationName> relations() {
    return Set.copyOf(holes);
  }

  /** The statement with each hole filled. */
  public String fill(Function<RelationName, String> relationSql) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf('\0'); open >= 0; open = text.indexOf('\0', from)) {
      int close = text.indexOf('\0', open + 1);
      RelationName relation = holes.get(Integer.parseInt(text, open + 1, close, 10));
      filled.append(text, from, open).append(relationSql.apply(relation));
      from = close + 1;
    }
    return filled.append(text, from, text.length()).toString();
  }
}
