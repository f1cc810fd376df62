package dev.lodestar.query;

import dev.lodestar.sql.OutputColumn;

/** A column of a result, with its types as Druid names them. */
public record StatementColumn(String name, String type, String nativeType) {
  static StatementColumn of(OutputColumn column) {
    return new StatementColumn(column.name(), column.type().sqlName(), column.nativeName());
  }
}
