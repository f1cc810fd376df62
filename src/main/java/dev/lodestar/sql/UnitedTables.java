package dev.lodestar.sql;

import dev.lodestar.data.Column;
import dev.lodestar.data.LeafValue;
import dev.lodestar.sql.parse.ParsedQuery;
import dev.lodestar.sql.parse.SqlFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * TABLE(APPEND('a', 'b')): the rows of several tables, by column name, NULL where one lacks a
 * column. Source: data-plane specification, 9.13.
 */
final class UnitedTables {
  private final Map<String, List<String>> unions;

  /** What a table's rows need within a union, by the names of both. */
  private final Map<List<String>, String> wrapped = new HashMap<>();

  /** The names of the columns of tables that unions unite. */
  private final Map<String, Set<String>> columns = new HashMap<>();

  UnitedTables(ParsedQuery query) {
    this.unions = query.unions();
  }

  /** Finds unions besides what the caller finds. Errors: {@code INVALID_SQL}. */
  Relations among(Relations relations) {
    return new Relations() {
      @Override
      public Optional<Relation> table(String name) {
        return unions.containsKey(name)
            ? Optional.of(unite(name, relations))
            : relations.table(name);
      }

      @Override
      public Optional<Relation> system(RelationName name) {
        return relations.system(name);
      }
    };
  }

  // A text column may hold several texts in a row when it may in any of the tables.
  private Relation unite(String name, Relations relations) {
    List<String> tables = unions.get(name);
    Relation union =
        new Relation(
            name,
            columns(tables, relations),
            tables.stream()
                .flatMap(table -> relations.table(table).stream())
                .flatMap(table -> table.multiValues().stream())
                .collect(Collectors.toSet()));
    for (String table : tables) {
      relations
          .table(table)
          .ifPresent(
              known -> {
                wrapped.put(List.of(name, table), wrap(known, union));
                columns.put(
                    table, known.columns().stream().map(Column::name).collect(Collectors.toSet()));
              });
    }
    return union;
  }

  /** What a table's columns of single texts need where others have several; often nothing. */
  private static String wrap(Relation table, Relation union) {
    String columns =
        table.columns().stream()
            .map(Column::name)
            .filter(column -> union.multiValues().contains(column))
            .filter(column -> !table.multiValues().contains(column))
            .map(BoundQuery::reference)
            .map(column -> "druid_wrap(" + column + ") AS " + column)
            .collect(Collectors.joining(", "));
    return columns.isEmpty() ? "" : " REPLACE (" + columns + ")";
  }

  private static List<Column> columns(List<String> tables, Relations relations) {
    List<Column> columns = new ArrayList<>();
    for (String table : tables) {
      Relation relation =
          relations
              .table(table)
              .orElseThrow(() -> SqlFault.invalid("Table \"%s\" not found".formatted(table)));
      for (Column column : relation.columns()) {
        Optional<Column> known =
            columns.stream().filter(other -> other.name().equals(column.name())).findFirst();
        if (known.isEmpty()) {
          columns.add(column);
        } else if (known.get().type().storage() != column.type().storage()) {
          throw SqlFault.invalid(
              "APPEND cannot unite column \"%s\": it is %s in one table and %s in table \"%s\""
                  .formatted(column.name(), known.get().type(), column.type(), table));
        }
      }
    }
    return columns;
  }

  /** Which leaves each table has to offer, those that are asked of its unions among them. */
  Map<String, Set<LeafValue>> leaves(Map<RelationName, Set<LeafValue>> read) {
    Map<String, Set<LeafValue>> leaves = new HashMap<>();
    read.forEach(
        (relation, asked) -> {
          for (RelationName member : members(Set.of(relation))) {
            Set<LeafValue> offered =
                leaves.computeIfAbsent(member.name(), name -> new LinkedHashSet<>());
            asked.stream()
                .filter(value -> !isUnion(relation) || holds(member, value.leaf().column()))
                .forEach(offered::add);
          }
        });
    return leaves;
  }

  private boolean holds(RelationName member, String column) {
    return columns.getOrDefault(member.name(), Set.of()).contains(column);
  }

  /** The relations behind these names. */
  Set<RelationName> members(Set<RelationName> relations) {
    Set<RelationName> members = new HashSet<>();
    for (RelationName relation : relations) {
      if (isUnion(relation)) {
        unions.get(relation.name()).forEach(table -> members.add(table(table)));
      } else {
        members.add(relation);
      }
    }
    return members;
  }

  /** Renders unions besides what the caller renders. */
  Function<RelationName, String> rendered(Function<RelationName, String> relationSql) {
    return relation -> {
      if (!isUnion(relation)) {
        return relationSql.apply(relation);
      }
      List<String> branches =
          unions.get(relation.name()).stream()
              .map(
                  table ->
                      "SELECT *%s FROM %s"
                          .formatted(
                              wrapped.getOrDefault(List.of(relation.name(), table), ""),
                              relationSql.apply(table(table))))
              .toList();
      return "(" + String.join(" UNION ALL BY NAME ", branches) + ")";
    };
  }

  private boolean isUnion(RelationName relation) {
    return relation.isTable() && unions.containsKey(relation.name());
  }

  private static RelationName table(String name) {
    return new RelationName(RelationName.TABLES, name);
  }
}
