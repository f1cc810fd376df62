package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Column;
import java.util.ArrayList;
import java.util.List;

/** Stands in for records that were readable but had none of the declared fields. */
final class NullRows {
  private NullRows() {}

  /** A SELECT of so many rows in the shape of a {@link RecordSource}. */
  static String of(List<Column> fields, long rows) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Column field = fields.get(i);
      columns.add(
          "CAST(NULL AS %s) AS %s"
              .formatted(
                  TypeConversion.engineType(field.type().storage()), SqlText.name(field.name())));
      columns.add("false AS " + RecordSource.lost(i));
    }
    columns.add("false AS " + RecordSource.BLANK);
    columns.add("false AS " + RecordSource.LISTS);
    columns.add("0 AS " + RecordSource.RECORD);
    return "SELECT %s FROM range(%d)".formatted(String.join(", ", columns), rows);
  }
}
