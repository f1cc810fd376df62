package dev.lodestar.sql.render;

import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.LeafValue;
import dev.lodestar.sql.RelationName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rows that a FROM names, which can have a column for a leaf of their JSON columns: {@link
 * LeafValue#hiddenColumn} of the leaf, with the column's name as these rows have it.
 */
sealed interface LeafSource {
  /** Whether the column comes from a table as it is, so that its leaves can come with it. */
  boolean holds(String column);

  /** Asks for a leaf of a column that it {@link #holds}. */
  void ask(LeafValue value);

  /** A table of the user's. */
  record Table(RelationName name, Map<RelationName, Set<LeafValue>> asked) implements LeafSource {
    @Override
    public boolean holds(String column) {
      return true;
    }

    @Override
    public void ask(LeafValue value) {
      asked.computeIfAbsent(name, table -> new LinkedHashSet<>()).add(value);
    }
  }

  /** A column of a source in the FROM of a SELECT. */
  record Origin(String alias, LeafSource source, String column) {
    /** The column of one of its leaves, printed. */
    String ask(LeafValue value) {
      LeafValue own = new LeafValue(new JsonLeaf(column, value.leaf().keys()), value.form());
      source.ask(own);
      return Quoting.name(alias) + "." + Quoting.name(own.hiddenColumn());
    }
  }

  /**
   * The rows of a SELECT that neither groups nor merges rows.
   *
   * @param columns those of its columns that are columns of its FROM
   * @param asked further columns of it, printed, each once
   */
  record Select(Map<String, Origin> columns, Set<String> asked) implements LeafSource {
    @Override
    public boolean holds(String column) {
      return Optional.ofNullable(columns.get(column))
          .filter(origin -> origin.source().holds(origin.column()))
          .isPresent();
    }

    @Override
    public void ask(LeafValue value) {
      Origin origin = columns.get(value.leaf().column());
      if (origin == null) {
        throw new IllegalStateException("no column has the leaf " + value);
      }
      asked.add(origin.ask(value) + " AS " + Quoting.name(value.hiddenColumn()));
    }
  }

  /**
   * The rows of several queries, their columns put together by position.
   *
   * <p>Nobody but the union asks its parts, so their further columns are in the same order.
   *
   * @param columns the names of each part's columns, in order
   */
  record Union(List<LeafSource> parts, List<List<String>> columns) implements LeafSource {
    @Override
    public boolean holds(String column) {
      int at = columns.getFirst().indexOf(column);
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).holds(columns.get(i).get(at))) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void ask(LeafValue value) {
      int at = columns.getFirst().indexOf(value.leaf().column());
      for (int i = 0; i < parts.size(); i++) {
        JsonLeaf leaf = new JsonLeaf(columns.get(i).get(at), value.leaf().keys());
        parts.get(i).ask(new LeafValue(leaf, value.form()));
      }
    }
  }
}
