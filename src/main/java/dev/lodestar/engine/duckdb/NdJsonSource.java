package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.sql.function.SketchTexts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Files with one JSON object a line.
 *
 * <p>DuckDB gives exactly one row for each line that is not blank, all NULL when it cannot read it;
 * every scalar is asked for as text, because only then a value of a wrong type differs from a
 * missing one.
 *
 * @param keys the JSON key of each field
 * @param jsonIsText whether the value of a JSON field is a string that holds JSON
 */
record NdJsonSource(
    List<Column> fields,
    List<String> keys,
    boolean jsonIsText,
    List<Path> files,
    long rowSizeBytesMax)
    implements RecordSource {

  /** The whole record as JSON, NULL if it cannot be read, in {@link #records}. */
  static final String OBJECT = "json";

  NdJsonSource {
    fields = List.copyOf(fields);
    keys = List.copyOf(keys);
    files = List.copyOf(files);
  }

  @Override
  public String everything() {
    return typed(files, "");
  }

  @Override
  public String numbered(int file) {
    return typed(List.of(files.get(file)), ", row_number() OVER () AS " + RECORD);
  }

  /** Each record unread, by the same reader: {@link #OBJECT} and {@link #RECORD}. */
  String records(int file) {
    return "SELECT %s, row_number() OVER () AS %s FROM %s"
        .formatted(OBJECT, RECORD, reader("read_json_objects", List.of(files.get(file)), ""));
  }

  /** How many records cannot be read as JSON objects. */
  String unreadableCount() {
    return "SELECT count(*) FROM %s WHERE %s"
        .formatted(reader("read_json_objects", files, ""), unreadable());
  }

  /** True for a record that is no JSON object; what could be read is valid, so one byte decides. */
  static String unreadable() {
    return "(%s IS NULL OR NOT starts_with(ltrim(%s::VARCHAR, E' \\t\\r\\n'), '{'))"
        .formatted(OBJECT, OBJECT);
  }

  // Values are computed below and named above: who compares them would have them bound twice, which
  // takes longer than reading a few records.
  private String typed(List<Path> from, String more) {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>(List.of("*"));
    for (int i = 0; i < fields.size(); i++) {
      Storage storage = fields.get(i).type().storage();
      String value =
          storage == Storage.OPAQUE
              ? SketchTexts.of(fields.get(i).type(), raw(i))
              : TypeConversion.convert(raw(i), rawType(storage), storage);
      values.add(value + " AS " + typed(i));
      columns.add(typed(i) + " AS " + SqlText.name(fields.get(i).name()));
      columns.add(loss(i, typed(i), storage) + " AS " + RecordSource.lost(i));
    }
    columns.add(blank() + " AS " + BLANK);
    columns.add(lists() + " AS " + LISTS);
    return "SELECT %s FROM (SELECT %s FROM (SELECT %s%s FROM %s))"
        .formatted(
            String.join(", ", columns) + (more.isEmpty() ? "" : ", " + RECORD),
            String.join(", ", values),
            rawColumns(),
            more,
            reader("read_json", from, ", auto_detect=false, columns={" + schema() + "}"));
  }

  /** The fields of single texts of which one looks like a list. */
  Set<String> fieldsWithLists(IngestSession session) throws SQLException {
    return session.query(
        listFields(),
        rows -> {
          rows.next();
          Set<String> names = new HashSet<>();
          for (int i = 0; i < fields.size(); i++) {
            if (rows.getBoolean(i + 1)) {
              names.add(fields.get(i).name());
            }
          }
          return names;
        });
  }

  /** One boolean for each field: whether it is a single text that looks like a list anywhere. */
  private String listFields() {
    return "SELECT %s FROM (SELECT %s FROM %s)"
        .formatted(
            IntStream.range(0, fields.size())
                .mapToObj(
                    i -> isText(i) ? "coalesce(bool_or(" + looksLikeList(i) + "), false)" : "false")
                .collect(joining(", ")),
            rawColumns(),
            reader("read_json", files, ", auto_detect=false, columns={" + schema() + "}"));
  }

  // The reader hands over a list as its JSON text, which only a text that begins so resembles.
  private String lists() {
    String any =
        IntStream.range(0, fields.size())
            .filter(this::isText)
            .mapToObj(NdJsonSource::looksLikeList)
            .collect(joining(" OR "));
    return any.isEmpty() ? "false" : "coalesce(" + any + ", false)";
  }

  private static String looksLikeList(int field) {
    return "starts_with(%s, '[')".formatted(raw(field));
  }

  private boolean isText(int field) {
    return fields.get(field).type().storage() == Storage.STRING;
  }

  private String blank() {
    return fields.isEmpty()
        ? "true"
        : IntStream.range(0, fields.size())
            .mapToObj(NdJsonSource::raw)
            .collect(joining(" IS NULL AND ", "(", " IS NULL)"));
  }

  private static String loss(int field, String value, Storage storage) {
    return switch (storage) {
      case STRING, STRING_ARRAY -> "false";
      case OPAQUE, LONG, DOUBLE, FLOAT, TIMESTAMP, JSON ->
          "(%s IS NOT NULL AND %s IS NULL)".formatted(raw(field), value);
      case LONG_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY -> TypeConversion.lostElements(raw(field), value);
    };
  }

  /** How the reader shall hand over a field: as text, or as it stands where it may be nested. */
  private String rawType(Storage storage) {
    return switch (storage) {
      case STRING, OPAQUE, LONG, DOUBLE, FLOAT, TIMESTAMP -> "VARCHAR";
      case JSON -> jsonIsText ? "VARCHAR" : "JSON";
      case STRING_ARRAY, LONG_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY -> "JSON";
    };
  }

  private static String raw(int field) {
    return "__lodestar_raw_" + field;
  }

  private static String typed(int field) {
    return "__lodestar_typed_" + field;
  }

  private String rawColumns() {
    return fields.isEmpty()
        ? "*"
        : IntStream.range(0, fields.size())
            .mapToObj(i -> SqlText.name(keys.get(i)) + " AS " + raw(i))
            .collect(joining(", "));
  }

  private String schema() {
    return fields.isEmpty()
        ? "'__lodestar_none': 'VARCHAR'"
        : IntStream.range(0, fields.size())
            .mapToObj(
                i ->
                    SqlText.literal(keys.get(i))
                        + ": '"
                        + rawType(fields.get(i).type().storage())
                        + "'")
            .collect(joining(", "));
  }

  private String reader(String function, List<Path> from, String more) {
    return """
        %s(%s, format='newline_delimited', ignore_errors=true, compression='none', \
        hive_partitioning=false, maximum_object_size=%d%s)"""
        .formatted(function, SqlText.paths(from), rowSizeBytesMax, more);
  }
}
