package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.engine.ListsFoundException;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.function.SketchTexts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parquet files, each with columns of its own; every record is readable, or the file is not.
 *
 * @param files one SELECT for each, without record numbers
 */
record ParquetSource(List<String> files) implements RecordSource {
  ParquetSource {
    files = List.copyOf(files);
  }

  /**
   * Reads the schemas. Errors: {@code CANNOT_PARSE_SOURCE} for a file that is no whole Parquet; a
   * {@link ListsFoundException} for fields of text whose columns are lists.
   */
  static ParquetSource open(
      IngestSession session, List<StagedInput> inputs, List<Column> fields, boolean binaryAsString)
      throws SQLException {
    List<String> selects = new ArrayList<>();
    Set<String> lists = new HashSet<>();
    for (StagedInput input : inputs) {
      String reader =
          "read_parquet(%s, hive_partitioning=false, binary_as_string=%s)"
              .formatted(SqlText.path(input.path()), binaryAsString);
      Map<String, String> types = types(session, input, reader);
      List<String> columns = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        columns.add(column(fields.get(i), types, i));
        if (fields.get(i).type().storage() == Storage.STRING
            && types.getOrDefault(fields.get(i).name(), "").endsWith("[]")) {
          lists.add(fields.get(i).name());
        }
      }
      columns.add("false AS " + BLANK);
      columns.add("false AS " + LISTS);
      selects.add("SELECT %s FROM %s".formatted(String.join(", ", columns), reader));
    }
    if (!lists.isEmpty()) {
      throw new ListsFoundException(lists);
    }
    return new ParquetSource(selects);
  }

  private static Map<String, String> types(IngestSession session, StagedInput input, String reader)
      throws SQLException {
    try {
      return session.query(
          "DESCRIBE SELECT * FROM " + reader,
          rows -> {
            Map<String, String> found = new HashMap<>();
            while (rows.next()) {
              found.put(rows.getString("column_name"), rows.getString("column_type"));
            }
            return found;
          });
    } catch (SQLException e) {
      throw new ServiceException(
          ErrorCode.CANNOT_PARSE_SOURCE,
          null,
          "File \"%s\" is not a whole Parquet file: its footer cannot be read."
              .formatted(input.file().name()),
          e);
    }
  }

  private static String column(Column field, Map<String, String> types, int index) {
    String name = SqlText.name(field.name());
    String type = types.get(field.name());
    Storage storage = field.type().storage();
    String lost = RecordSource.lost(index);
    if (type == null) {
      return "CAST(NULL AS %s) AS %s, false AS %s"
          .formatted(TypeConversion.engineType(storage), name, lost);
    }
    String converted = TypeConversion.convert(name, type, storage);
    String value = storage == Storage.OPAQUE ? SketchTexts.of(field.type(), converted) : converted;
    return "%s AS %s, (%s IS NOT NULL AND %s IS NULL) AS %s"
        .formatted(value, name, name, value, lost);
  }

  @Override
  public String everything() {
    return files.stream().collect(joining(" UNION ALL ", "(", ")"));
  }

  @Override
  public String numbered(int file) {
    return "SELECT *, row_number() OVER () AS %s FROM (%s)".formatted(RECORD, files.get(file));
  }
}
