package dev.lodestar.sql.parse;

import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/**
 * The names in a parse tree that could be tables: the last part of every identifier, and what
 * TABLE(APPEND(...)) names.
 *
 * <p>Columns and CTEs are among them, so this is a superset; the binder decides. One look at the
 * database then finds all tables of a statement at one moment.
 */
public final class RelationNames {
  private RelationNames() {}

  public static Set<String> of(ParsedQuery query) {
    Set<String> names = new HashSet<>();
    query.unions().values().forEach(names::addAll);
    query
        .tree()
        .accept(
            new SqlBasicVisitor<Void>() {
              @Override
              public Void visit(SqlIdentifier identifier) {
                names.add(identifier.names.getLast());
                return super.visit(identifier);
              }
            });
    return names;
  }
}
