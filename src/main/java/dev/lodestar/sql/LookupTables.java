package dev.lodestar.sql;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.sql.parse.SqlFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The schema {@code lookup}: two columns of a table as {@code k} and {@code v}, each key once.
 *
 * <p>Of several values of a key the smallest counts, so that every query sees the same one; rows
 * without a key are left out. Source: data-plane specification, 8.7 and 9.13;
 * docs/decisions/0044-lookups.md.
 */
final class LookupTables {
  /** Those that the statement named. */
  private final Map<String, LookupSource> found = new HashMap<>();

  /** Finds lookups besides what the caller finds. Errors: {@code INVALID_SQL}. */
  Relations among(Relations relations) {
    return new Relations() {
      @Override
      public Optional<Relation> table(String name) {
        return relations.table(name);
      }

      @Override
      public Optional<Relation> system(RelationName name) {
        return name.isLookup() ? pair(name.name(), relations) : relations.system(name);
      }
    };
  }

  private Optional<Relation> pair(String name, Relations relations) {
    return relations
        .lookup(name)
        .flatMap(
            source ->
                relations
                    .table(source.table())
                    .map(
                        table -> {
                          found.put(name, checked(name, source, table));
                          return new Relation(
                              name,
                              List.of(
                                  new Column(LookupPairs.KEY, DataType.STRING),
                                  new Column(LookupPairs.VALUE, DataType.STRING)));
                        }));
  }

  private static LookupSource checked(String name, LookupSource source, Relation table) {
    List<String> columns =
        source.columns().isEmpty()
            ? table.columns().stream().filter(column -> !column.isTime()).map(Column::name).toList()
            : source.columns();
    if (columns.size() != 2) {
      throw SqlFault.invalid(
          "Lookup \"%s\" does not say which columns of table \"%s\" are key and value; use one of its aliases, or %s[key column][value column]"
              .formatted(name, table.name(), name));
    }
    for (String column : columns) {
      boolean text =
          table.columns().stream()
              .anyMatch(
                  known ->
                      known.name().equals(column)
                          && known.type().storage() == DataType.Storage.STRING
                          && !table.multiValues().contains(column));
      if (!text) {
        throw SqlFault.invalid(
            "Lookup \"%s\" cannot be used: table \"%s\" has no column \"%s\" with one text in each row"
                .formatted(name, table.name(), column));
      }
    }
    return new LookupSource(table.name(), columns);
  }

  /** The relations behind these names. */
  Set<RelationName> members(Set<RelationName> relations) {
    return relations.stream()
        .map(name -> name.isLookup() ? table(name) : name)
        .collect(Collectors.toSet());
  }

  /** Renders lookups besides what the caller renders. */
  Function<RelationName, String> rendered(Function<RelationName, String> relationSql) {
    return name ->
        name.isLookup()
            ? LookupPairs.select(source(name).columns(), relationSql.apply(table(name)))
            : relationSql.apply(name);
  }

  /** The engine's table of the pairs of a lookup that was found. */
  String tableName(RelationName name) {
    return BoundQuery.reference(LookupPairs.tableName(source(name)));
  }

  /** Those that were found, by the name of the engine's table of their pairs. */
  Map<String, LookupSource> named() {
    return found.values().stream()
        .distinct()
        .collect(Collectors.toMap(LookupPairs::tableName, Function.identity()));
  }

  private RelationName table(RelationName lookup) {
    return new RelationName(RelationName.TABLES, source(lookup).table());
  }

  private LookupSource source(RelationName name) {
    LookupSource source = found.get(name.name());
    if (source == null) {
      throw new IllegalStateException("a bound query reads a lookup that was not found");
    }
    return source;
  }
}
