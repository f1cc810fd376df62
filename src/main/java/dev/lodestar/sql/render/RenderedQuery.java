package dev.lodestar.sql.render;

import java.util.Set;
import java.util.function.Function;

/**
 * A printed statement with holes for the tables' rows.
 *
 * @param text with each table's name between two NUL characters
 * @param relations the tables that it reads
 */
public record RenderedQuery(String text, Set<String> relations) {
  public RenderedQuery {
    relations = Set.copyOf(relations);
  }

  /** The statement with each hole filled. */
  public String fill(Function<String, String> relationSql) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf('\0'); open >= 0; open = text.indexOf('\0', from)) {
      int close = text.indexOf('\0', open + 1);
      filled.append(text, from, open).append(relationSql.apply(text.substring(open + 1, close)));
      from = close + 1;
    }
    return filled.append(text, from, text.length()).toString();
  }
}
