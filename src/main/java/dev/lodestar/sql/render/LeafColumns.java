package dev.lodestar.sql.render;

import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.LeafForm;
import dev.lodestar.data.LeafValue;
import dev.lodestar.sql.RelationName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.validate.SqlValidator;

/**
 * Which leaves of JSON columns a statement reads, so that its tables' rows come with a column for
 * each.
 *
 * <p>A leaf is found where a column of a table is named as it is, also behind sub-queries, names of
 * WITH and UNION ALL that hand the column on. A sub-query is printed before anybody asks for what
 * is in it, so its columns end with a hole that {@link #fill} fills.
 */
final class LeafColumns {
  // NUL occurs in no printed text but in holes; those of relations have a number only.
  private static final String OPEN = "\0L";
  private static final Pattern HOLE = Pattern.compile("\0L(\\d+)\0");

  /** A SELECT while it is printed. */
  private static final class Scope {
    private final Map<String, LeafSource> sources = new HashMap<>();
    private final Set<List<String>> grouped = new HashSet<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final int number;

    Scope(int number) {
      this.number = number;
    }

    Optional<LeafSource.Origin> origin(SqlNode node) {
      if (!(node instanceof SqlIdentifier column) || column.names.size() < 2) {
        return Optional.empty();
      }
      String alias = column.names.get(column.names.size() - 2);
      return Optional.ofNullable(sources.get(alias))
          .filter(source -> !grouped.contains(column.names))
          .map(source -> new LeafSource.Origin(alias, source, column.names.getLast()));
    }
  }

  private final SqlValidator validator;
  private final Map<RelationName, Set<LeafValue>> read = new LinkedHashMap<>();
  private final List<Scope> scopes = new ArrayList<>();
  private final IdentityHashMap<SqlNode, LeafSource> printed = new IdentityHashMap<>();
  private final Set<SqlNode> closed = Collections.newSetFromMap(new IdentityHashMap<>());
  private Scope scope = new Scope(-1);
  private boolean isNatural;

  LeafColumns(SqlValidator validator) {
    this.validator = validator;
  }

  /** Prints a SELECT. */
  String within(SqlSelect select, Supplier<String> text) {
    return within(
        () -> {
          if (select.getGroup() != null) {
            // Of the rows of a group nothing but the whole value of a key is left.
            for (SqlNode key : GroupKeys.of(select)) {
              if (key instanceof SqlIdentifier column) {
                scope.grouped.add(column.names);
              }
            }
          }
          String all = text.get();
          if (!select.isDistinct() && !validator.isAggregate(select)) {
            printed.put(select, new LeafSource.Select(origins(select), scope.asked));
          }
          return all;
        });
  }

  /** Prints what has tables and names of its own. */
  String apart(Supplier<String> text) {
    return within(text);
  }

  private String within(Supplier<String> text) {
    Scope outer = scope;
    boolean outerNatural = isNatural;
    scope = new Scope(scopes.size());
    scopes.add(scope);
    isNatural = false;
    String all = text.get();
    scope = outer;
    isNatural = outerNatural;
    return all;
  }

  /** Prints the sides of a natural join, which would take equal leaves for keys. */
  String natural(Supplier<String> text) {
    boolean outer = isNatural;
    isNatural = true;
    String all = text.get();
    isNatural = outer;
    return all;
  }

  private Map<String, LeafSource.Origin> origins(SqlSelect select) {
    List<String> names = names(select);
    Map<String, LeafSource.Origin> origins = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      SqlNode item = select.getSelectList().get(i);
      SqlNode value = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
      String name = names.get(i);
      scope.origin(value).ifPresent(origin -> origins.put(name, origin));
    }
    return origins;
  }

  private List<String> names(SqlNode query) {
    return Objects.requireNonNull(validator.getNamespace(query)).getRowType().getFieldNames();
  }

  /** Where further columns of the SELECT go, behind its own. */
  String hole() {
    return OPEN + scope.number + "\0";
  }

  /** A text with the holes filled. */
  String fill(String text) {
    return HOLE.matcher(text)
        .replaceAll(
            hole ->
                Matcher.quoteReplacement(
                    scopes.get(Integer.parseInt(hole.group(1))).asked.stream()
                        .map(column -> ", " + column)
                        .collect(Collectors.joining())));
  }

  /** Says that a table of the user's stands in FROM. */
  void stand(String alias, RelationName table) {
    if (table.isTable()) {
      stand(alias, new LeafSource.Table(table, read));
    }
  }

  /** Says that a query stands in FROM, which was printed before. */
  void stand(String alias, SqlNode query) {
    source(query).ifPresent(source -> stand(alias, source));
  }

  private void stand(String alias, LeafSource source) {
    if (!isNatural) {
      scope.sources.put(alias, source);
    }
  }

  private Optional<LeafSource> source(SqlNode query) {
    if (closed.contains(query)) {
      return Optional.empty();
    }
    return switch (query.getKind()) {
      case WITH -> source(((SqlWith) query).body);
      case ORDER_BY -> source(((SqlOrderBy) query).query);
      case UNION -> union(((SqlCall) query).getOperandList());
      default -> Optional.ofNullable(printed.get(query));
    };
  }

  private Optional<LeafSource> union(List<SqlNode> parts) {
    List<LeafSource> sources = parts.stream().flatMap(part -> source(part).stream()).toList();
    return sources.size() < parts.size()
        ? Optional.empty()
        : Optional.of(
            new LeafSource.Union(
                sources,
                parts.stream()
                    .map(part -> validator.getValidatedNodeType(part).getFieldNames())
                    .toList()));
  }

  /** Says that a query was printed in a way that hands nothing on. */
  void forget(SqlNode query) {
    closed.add(query);
  }

  /** The column that holds what is at these keys in a document, printed. */
  Optional<String> find(SqlNode document, List<String> keys, LeafForm form) {
    return scope
        .origin(document)
        .filter(origin -> origin.source().holds(origin.column()))
        .map(origin -> origin.ask(new LeafValue(new JsonLeaf(origin.column(), keys), form)));
  }

  Map<RelationName, Set<LeafValue>> read() {
    return read;
  }
}
