package dev.lodestar.sql.parse;

import dev.lodestar.sql.ExternalTable;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlNode;

/**
 * A query as a tree; to other packages a sealed letter.
 *
 * @param tree with a plain name in the place of each table function
 * @param unions for each TABLE(APPEND(...)), by the name in its place, the tables that it unites
 * @param externals the other table functions
 */
public record ParsedQuery(
    SqlNode tree, Map<String, List<String>> unions, List<ExternalTable> externals) {
  public ParsedQuery {
    unions = Map.copyOf(unions);
    externals = List.copyOf(externals);
  }
}
