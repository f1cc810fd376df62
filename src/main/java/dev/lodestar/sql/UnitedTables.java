package dev.lodestar.sql;

import dev.lodestar.data.Column;
import dev.lodestar.sql.parse.ParsedQuery;
import dev.lodestar.sql.parse.SqlFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * TABLE(APPEND('a', 'b')): the rows of several tables, by column name, NULL where one lacks a
 * column. Source: data-plane specification, 9.13.
 */
final class UnitedTables {
  private final Map<String, List<String>> unions;

  UnitedTables(ParsedQuery query) {
    this.unions = query.unions();
  }

  /** Finds unions besides what the caller finds. Errors: {@code INVALID_SQL}. */
  Relations among(Relations relations) {
    return new Relations() {
      @Override
      public Optional<Relation> table(String name) {
        return unions.containsKey(name)
            ? Optional.of(new Relation(name, columns(unions.get(name), relations)))
            : relations.table(name);
      }

      @Override
      public Optional<Relation> system(RelationName name) {
        return relations.system(name);
      }
    };
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
              .map(table -> "SELECT * FROM " + relationSql.apply(table(table)))
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
