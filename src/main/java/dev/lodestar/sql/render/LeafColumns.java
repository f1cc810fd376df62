package dev.lodestar.sql.render;

import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.LeafForm;
import dev.lodestar.data.LeafValue;
import dev.lodestar.sql.RelationName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/**
 * Which leaves of JSON columns a statement reads, so that its tables' rows come with a column for
 * each.
 *
 * <p>A column counts where it is named in the SELECT in whose FROM its table stands. Elsewhere,
 * behind a sub-query or a name of WITH, only its text is there.
 */
final class LeafColumns {
  private final Map<RelationName, Set<LeafValue>> read = new LinkedHashMap<>();

  /** The tables of the FROM of the SELECT that is printed, by their aliases. */
  private Map<String, RelationName> tables = new HashMap<>();

  /** The columns that this SELECT groups by; of their rows nothing but the whole value is left. */
  private Set<List<String>> grouped = Set.of();

  /** Prints a SELECT, or another part of a statement that has tables of its own. */
  String within(SqlSelect select, Supplier<String> text) {
    Set<List<String>> keys = new HashSet<>();
    if (select.getGroup() != null) {
      for (SqlNode key : GroupKeys.of(select)) {
        if (key instanceof SqlIdentifier column) {
          keys.add(column.names);
        }
      }
    }
    return within(keys, text);
  }

  /** Prints what has tables and names of its own. */
  String apart(Supplier<String> text) {
    return within(Set.of(), text);
  }

  private String within(Set<List<String>> keys, Supplier<String> text) {
    Map<String, RelationName> outerTables = tables;
    Set<List<String>> outerGrouped = grouped;
    tables = new HashMap<>();
    grouped = keys;
    String printed = text.get();
    tables = outerTables;
    grouped = outerGrouped;
    return printed;
  }

  /** Says that a table of the user's stands in FROM. */
  void stand(String alias, RelationName table) {
    if (table.isTable()) {
      tables.put(alias, table);
    }
  }

  /** The column that holds what is at these keys in a document, printed. */
  Optional<String> find(SqlNode document, List<String> keys, LeafForm form) {
    if (!(document instanceof SqlIdentifier column)
        || column.names.size() < 2
        || grouped.contains(column.names)) {
      return Optional.empty();
    }
    String alias = column.names.get(column.names.size() - 2);
    return Optional.ofNullable(tables.get(alias))
        .map(
            table -> {
              LeafValue leaf = new LeafValue(new JsonLeaf(column.names.getLast(), keys), form);
              read.computeIfAbsent(table, name -> new LinkedHashSet<>()).add(leaf);
              return Quoting.name(alias) + "." + Quoting.name(leaf.hiddenColumn());
            });
  }

  Map<RelationName, Set<LeafValue>> read() {
    return read;
  }
}
