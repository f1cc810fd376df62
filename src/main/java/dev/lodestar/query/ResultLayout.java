package dev.lodestar.query;

import dev.lodestar.sql.OutputColumn;
import java.util.ArrayList;
import java.util.List;

/** What a result looks like, whatever its form. */
record ResultLayout(
    List<OutputColumn> columns,
    boolean header,
    boolean typesHeader,
    boolean sqlTypesHeader,
    boolean stringifyArrays,
    TextOfTimes times) {
  ResultLayout {
    columns = List.copyOf(columns);
  }

  /** Names, then a row for each kind of types that was asked for; empty without a header. */
  List<List<String>> headerRows() {
    List<List<String>> rows = new ArrayList<>();
    if (header) {
      rows.add(columns.stream().map(OutputColumn::name).toList());
    }
    if (typesHeader) {
      rows.add(columns.stream().map(OutputColumn::nativeName).toList());
    }
    if (sqlTypesHeader) {
      rows.add(columns.stream().map(column -> column.type().sqlName()).toList());
    }
    return rows;
  }
}
