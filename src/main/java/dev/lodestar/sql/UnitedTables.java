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
  Function<String, Optional<Relation>> among(Function<String, Optional<Relation>> relations) {
    return name ->
        unions.containsKey(name)
            ? Optional.of(new Relation(name, columns(unions.get(name), relations)))
            : relations.apply(name);
  }

  private static List<Column> columns(
      List<String> tables, Function<String, Optional<Relation>> relations) {
    List<Column> columns = new ArrayList<>();
    for (String table : tables) {
      Relation relation =
          relations
              .apply(table)
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

  /** The tables behind these names. */
  Set<String> members(Set<String> relations) {
    Set<String> members = new HashSet<>();
    for (String relation : relations) {
      members.addAll(unions.getOrDefault(relation, List.of(relation)));
    }
    return members;
  }

  /** Renders unions besides what the caller renders. */
  Function<String, String> rendered(Function<String, String> relationSql) {
    return name -> {
      if (!unions.containsKey(name)) {
        return relationSql.apply(name);
      }
      List<String> branches =
          unions.get(name).stream()
              .map(table -> "SELECT * FROM " + relationSql.apply(table))
              .toList();
      return "(" + String.join(" UNION ALL BY NAME ", branches) + ")";
    };
  }
}
