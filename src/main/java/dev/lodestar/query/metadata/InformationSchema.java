package dev.lodestar.query.metadata;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.Routine;
import dev.lodestar.tables.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of INFORMATION_SCHEMA, from the tables and functions that there are. */
final class InformationSchema {
  private static final String CATALOG = "druid";
  private static final String SCHEMA = "INFORMATION_SCHEMA";
  private static final String YES = "YES";
  private static final String NO = "NO";
  private static final List<Column> PAIR =
      List.of(new Column("k", DataType.STRING), new Column("v", DataType.STRING));

  private InformationSchema() {}

  static List<@Nullable Object[]> schemata() {
    return Stream.concat(Stream.of(RelationName.TABLES), RelationName.OTHER_SCHEMAS.stream())
        .sorted()
        .map(schema -> row(CATALOG, schema, null, null, null, null, null))
        .toList();
  }

  static List<@Nullable Object[]> tables(List<Table> tables, List<String> lookups) {
    return Stream.of(
            tables.stream()
                .map(
                    table ->
                        table(new RelationName(RelationName.TABLES, table.name()), "TABLE", NO)),
            lookups.stream()
                .map(name -> table(new RelationName(RelationName.LOOKUPS, name), "TABLE", YES)),
            Arrays.stream(SystemTable.values())
                .map(system -> table(system.relationName(), "SYSTEM_TABLE", NO)))
        .flatMap(rows -> rows)
        .toList();
  }

  /** Lookups are what Druid calls broadcast: any server can join them. */
  private static @Nullable Object[] table(RelationName name, String type, String broadcast) {
    return row(CATALOG, name.schema(), name.name(), type, broadcast, broadcast);
  }

  static List<@Nullable Object[]> columns(List<Table> tables, List<String> lookups) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Table table : tables) {
      addColumns(rows, new RelationName(RelationName.TABLES, table.name()), table.columns());
    }
    for (String name : lookups) {
      addColumns(rows, new RelationName(RelationName.LOOKUPS, name), PAIR);
    }
    for (SystemTable system : SystemTable.values()) {
      addColumns(rows, system.relationName(), system.columns());
    }
    return rows;
  }

  private static void addColumns(
      List<@Nullable Object[]> rows, RelationName table, List<Column> columns) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      ColumnTypeText type = ColumnTypeText.of(column.type());
      rows.add(
          row(
              CATALOG,
              table.schema(),
              table.name(),
              column.name(),
              (long) i,
              null,
              column.isTime() ? NO : YES,
              type.dataType(),
              null,
              null,
              type.precision(),
              type.isNumber() ? (Long) 10L : null,
              type.scale(),
              type.isTime() ? (Long) 3L : null,
              type.isText() ? "UTF-8" : null,
              type.isText() ? "UTF-8$en_US$primary" : null,
              type.jdbcType()));
    }
  }

  static List<@Nullable Object[]> routines(List<Routine> routines) {
    return routines.stream()
        .map(
            routine ->
                row(
                    CATALOG,
                    SCHEMA,
                    routine.name(),
                    "FUNCTION",
                    routine.aggregate() ? YES : NO,
                    String.join("\n", routine.signatures())))
        .toList();
  }

  /** The operands that the signatures name, one row each. */
  static List<@Nullable Object[]> parameters(List<Routine> routines) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Routine routine : routines) {
      for (int i = 0; i < routine.signatures().size(); i++) {
        List<SignatureParameter> parameters =
            SignatureParameter.of(routine.name(), routine.signatures().get(i));
        for (int j = 0; j < parameters.size(); j++) {
          rows.add(
              row(
                  CATALOG,
                  SCHEMA,
                  routine.name(),
                  i + 1L,
                  j + 1L,
                  parameters.get(j).name(),
                  parameters.get(j).optional() ? YES : NO));
        }
      }
    }
    return rows;
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
