package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestPlan.Projection;
import dev.lodestar.engine.StreamRules;
import dev.lodestar.sql.function.FormedTexts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The statement that takes records to table rows, one common table expression per step.
 *
 * <p>{@code source} (typed input fields) → {@code kept} (filter) → {@code timed} → {@code judged}
 * (status) → {@code mapped} (projections). Each record keeps exactly one row up to the end, where
 * its status says what becomes of it; an expression sees only the rows that reach it.
 */
final class RowPipeline {
  static final String STORED = "stored";
  static final String FILTERED = "filtered";
  static final String BLANK = "blank";
  static final String NO_TIME = "no-time";
  static final String OUT_OF_BOUNDS = "out-of-bounds";

  /** Only of streams. */
  static final String LATE = "late";

  /** Only of streams. */
  static final String EARLY = "early";

  /** Of streams with upserts: a later record of the batch has taken its place. */
  static final String REPLACED = "replaced";

  /** A text that looks like a list, where the plan expects single texts only. */
  static final String LISTS = "lists";

  static final String STATUS = "__lodestar_status";
  static final String CHUNK = "__lodestar_chunk";
  static final String REASONS = "__lodestar_reasons";

  /** True in rows that lost a value, else NULL: its null count in the statistics counts them. */
  static final String WARNING = "__lodestar_warning";

  /** The records that became a row that is not stored; only where several become one. */
  static final String UNSTORED = "__lodestar_unstored";

  private static final String KEPT = "__lodestar_kept";
  private static final String TIME = "__lodestar_time";
  private static final String IS_STORED = STATUS + " = '" + STORED + "'";

  // Years 1 to 9999: what a time with a four-digit year can say in every tool that reads segments.
  private static final String IN_BOUNDS =
      TIME + " BETWEEN make_timestamp_ms(-62135596800000) AND make_timestamp_ms(253402300799999)";

  private final IngestPlan plan;
  private final List<String> valueTypes;
  private final Set<StoredLeaf> leaves;
  private final boolean mergesRecords;

  /**
   * A pipeline for one plan.
   *
   * @param valueTypes the engine's type of each projection's expression
   */
  RowPipeline(IngestPlan plan, List<String> valueTypes) {
    this(plan, valueTypes, false, Set.of());
  }

  /** The same for rows that were made of several records, as many as {@code __count} says. */
  RowPipeline(IngestPlan plan, List<String> valueTypes, boolean mergesRecords) {
    this(plan, valueTypes, mergesRecords, Set.of());
  }

  private RowPipeline(
      IngestPlan plan, List<String> valueTypes, boolean mergesRecords, Set<StoredLeaf> leaves) {
    this.mergesRecords = mergesRecords;
    this.plan = plan;
    this.valueTypes = List.copyOf(valueTypes);
    this.leaves = Set.copyOf(leaves);
  }

  /** The same, with a further column for each of these leaves of its JSON columns. */
  RowPipeline withLeaves(Set<StoredLeaf> found) {
    return new RowPipeline(plan, valueTypes, mergesRecords, found);
  }

  Set<StoredLeaf> leaves() {
    return leaves;
  }

  /** The JSON columns. */
  List<String> documents() {
    return plan.projections().stream()
        .map(Projection::column)
        .filter(column -> column.type().storage() == Storage.JSON)
        .map(Column::name)
        .toList();
  }

  /** The {@link #documents} and the {@link #CHUNK} of the rows that are stored, as a SELECT. */
  String storedRows(String source) {
    List<String> columns = new ArrayList<>();
    columns.add(ChunkKey.of(plan.partitioning(), TIME) + " AS " + CHUNK);
    for (int i = 0; i < plan.projections().size(); i++) {
      Column column = plan.projections().get(i).column();
      if (column.type().storage() == Storage.JSON) {
        columns.add(stored(i) + " AS " + SqlText.name(column.name()));
      }
    }
    return "WITH %s SELECT %s FROM mapped WHERE %s"
        .formatted(steps(source), String.join(", ", columns), IS_STORED);
  }

  /** The engine's types of the projections' expressions over the fields of a plan. */
  static List<String> valueTypes(IngestPlan plan, IngestSession session) throws SQLException {
    String fields = NullRows.of(plan.fields(), 0);
    String text = probe(plan, fields);
    Optional<List<String>> known = session.knownTypes().find(text);
    if (known.isPresent()) {
      return known.get();
    }
    List<String> found = valueTypes(plan, fields, session);
    session.knownTypes().keep(text, found);
    return found;
  }

  /** The same for expressions that read something else. */
  static List<String> valueTypes(IngestPlan plan, String source, IngestSession session)
      throws SQLException {
    List<String> types =
        session.query(
            "DESCRIBE " + probe(plan, source),
            rows -> {
              List<String> found = new ArrayList<>();
              while (rows.next()) {
                found.add(rows.getString("column_type"));
              }
              return found;
            });
    return types.subList(1, types.size());
  }

  private static String probe(IngestPlan plan, String source) {
    return "SELECT %s FROM (%s)"
        .formatted(
            Stream.concat(
                    Stream.of("(" + plan.time() + ")"),
                    plan.projections().stream().map(p -> "(" + p.engineSql() + ")"))
                .collect(joining(", ")),
            source);
  }

  /** All records, with {@link #STATUS} and {@link #CHUNK} as the parts of a row's path. */
  String rows(String source) {
    List<String> columns = new ArrayList<>();
    columns.add(STATUS);
    columns.add(
        "CASE WHEN %s THEN %s ELSE 0 END AS %s"
            .formatted(IS_STORED, ChunkKey.of(plan.partitioning(), TIME), CHUNK));
    columns.add(
        "CASE WHEN %s THEN %s END AS %s".formatted(IS_STORED, TIME, SqlText.name(Column.TIME)));
    for (int i = 0; i < plan.projections().size(); i++) {
      columns.add(stored(i) + " AS " + SqlText.name(plan.projections().get(i).column().name()));
      if (isList(i)) {
        columns.add(
            "CASE WHEN %s AND len(%s) > 1 THEN true END AS %s"
                .formatted(IS_STORED, valueName(i), several(i)));
      }
    }
    if (mergesRecords) {
      columns.add(
          "CASE WHEN NOT (%s) THEN %s END AS %s"
              .formatted(IS_STORED, SqlText.name(Column.COUNT.name()), UNSTORED));
    }
    String losses =
        Stream.concat(
                IntStream.range(0, plan.fields().size()).mapToObj(RecordSource::lost),
                IntStream.range(0, plan.projections().size()).mapToObj(this::valueLoss))
            .collect(joining(" OR "));
    columns.add(
        "CASE WHEN %s AND (%s) THEN true END AS %s"
            .formatted(IS_STORED, losses.isEmpty() ? "false" : losses, WARNING));
    return LeafSql.beside(
        "WITH %s SELECT %s FROM mapped".formatted(steps(source), String.join(", ", columns)),
        leaves);
  }

  /**
   * The numbered records of a source that have one of these statuses, or that are stored with a
   * loss: {@code RECORD}, {@link #STATUS} and {@link #REASONS}, a list of clauses.
   */
  String problems(String numberedSource, List<String> statuses) {
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < plan.fields().size(); i++) {
      Column field = plan.fields().get(i);
      reasons.add(
          reason(
              RecordSource.lost(i),
              "field \"%s\" is not a %s".formatted(field.name(), field.type().apiName())));
    }
    for (int i = 0; i < plan.projections().size(); i++) {
      Column column = plan.projections().get(i).column();
      reasons.add(
          reason(
              valueLoss(i),
              "the value for column \"%s\" is not a %s"
                  .formatted(column.name(), column.type().apiName())));
    }
    reasons.add("NULL::VARCHAR");
    return """
        WITH %s, explained AS (
          SELECT %s, %s, list_filter([%s], lambda x: x IS NOT NULL) AS %s FROM mapped)
        SELECT * FROM explained WHERE %s IN %s OR (%s AND len(%s) > 0)"""
        .formatted(
            steps(numberedSource),
            RecordSource.RECORD,
            STATUS,
            String.join(", ", reasons),
            REASONS,
            STATUS,
            statuses.stream().map(SqlText::literal).collect(joining(", ", "(", ")")),
            IS_STORED,
            REASONS);
  }

  private static String reason(String condition, String clause) {
    return "CASE WHEN %s THEN %s END".formatted(condition, SqlText.literal(clause));
  }

  private String steps(String source) {
    String filter = plan.filter().map(sql -> "coalesce((" + sql + "), false)").orElse("true");
    String values =
        IntStream.range(0, plan.projections().size())
            .mapToObj(this::value)
            .map(value -> ", " + value)
            .collect(joining());
    return """
        source AS (%s),
        kept AS (SELECT *, CASE WHEN %s THEN false ELSE %s END AS %s FROM source),
        timed AS (SELECT *, CASE WHEN %s THEN date_trunc('millisecond', CAST((%s) AS TIMESTAMP)) END
          AS %s FROM kept),
        judged AS (SELECT *, CASE WHEN %s THEN '%s' WHEN %s THEN '%s' WHEN NOT %s THEN '%s' WHEN %s IS NULL THEN '%s'
          WHEN NOT %s THEN '%s'%s WHEN %s THEN '%s' ELSE '%s' END AS %s FROM timed),
        %s"""
        .formatted(
            source,
            RecordSource.BLANK,
            filter,
            KEPT,
            KEPT,
            plan.time(),
            TIME,
            RecordSource.BLANK,
            BLANK,
            RecordSource.LISTS,
            LISTS,
            KEPT,
            FILTERED,
            TIME,
            NO_TIME,
            within(),
            FILTERED,
            rejection(),
            IN_BOUNDS,
            STORED,
            OUT_OF_BOUNDS,
            STATUS,
            mapped(values));
  }

  private String mapped(String values) {
    return plan.stream()
        .flatMap(StreamRules::upserts)
        .map(
            rule ->
                "valued AS (SELECT *%s FROM judged), mapped AS (%s)"
                    .formatted(
                        values,
                        UpsertSql.withoutReplaced("valued", IS_STORED, rule, this::deciding)))
        .orElseGet(() -> "mapped AS (SELECT *%s FROM judged)".formatted(values));
  }

  /** What a column of a key holds in a row; NULL when nothing fills it. */
  private String deciding(Column column) {
    if (column.name().equals(Column.TIME)) {
      return TIME;
    }
    return IntStream.range(0, plan.projections().size())
        .filter(i -> plan.projections().get(i).column().name().equals(column.name()))
        .mapToObj(i -> isList(i) ? "list_extract(" + stored(i) + ", 1)" : stored(i))
        .findFirst()
        .orElse("NULL");
  }

  private String within() {
    return plan.within().isEmpty()
        ? "true"
        : plan.within().stream()
            .map(
                interval ->
                    "%s >= make_timestamp_ms(%d) AND %s < make_timestamp_ms(%d)"
                        .formatted(
                            TIME,
                            interval.start().toEpochMilli(),
                            TIME,
                            interval.end().toEpochMilli()))
            .collect(joining(") OR (", "((", "))"));
  }

  private String rejection() {
    return plan.stream()
        .filter(rules -> !rules.accepted().equals(Granularity.ETERNITY))
        .map(
            rules ->
                " WHEN %s < make_timestamp_ms(%d) THEN '%s' WHEN %s >= make_timestamp_ms(%d) THEN '%s'"
                    .formatted(
                        TIME,
                        rules.accepted().start().toEpochMilli(),
                        LATE,
                        TIME,
                        rules.accepted().end().toEpochMilli(),
                        EARLY))
        .orElse("");
  }

  private String value(int projection) {
    return "CASE WHEN %s THEN (%s) END AS %s"
        .formatted(
            IS_STORED, plan.projections().get(projection).engineSql(), valueName(projection));
  }

  private String stored(int projection) {
    Projection asked = plan.projections().get(projection);
    if (isList(projection)) {
      String value = valueName(projection);
      return "CASE WHEN len(%s) > 1 OR list_count(%s) > 0 THEN %s END"
          .formatted(value, value, plan.stream().isPresent() ? sorted(value) : value);
    }
    return FormedTexts.of(
        asked.column().type(),
        TypeConversion.convert(
            valueName(projection), valueTypes.get(projection), asked.column().type().storage()));
  }

  /** Streams sort the texts of a row, as Druid does; batch jobs keep their order. */
  private static String sorted(String value) {
    return "list_sort(%s, 'ASC', 'NULLS FIRST')".formatted(value);
  }

  private String valueLoss(int projection) {
    DataType stored = plan.projections().get(projection).column().type();
    String type = TypeConversion.engineType(stored.storage());
    return (type.equals(valueTypes.get(projection)) && !stored.isFormed()) || isList(projection)
        ? "false"
        : "(%s IS NOT NULL AND %s IS NULL)".formatted(valueName(projection), stored(projection));
  }

  /** The text columns that are stored as lists, each with its {@link #several}. */
  Map<String, String> lists() {
    Map<String, String> lists = new HashMap<>();
    for (int i = 0; i < plan.projections().size(); i++) {
      if (isList(i)) {
        lists.put(plan.projections().get(i).column().name(), several(i));
      }
    }
    return lists;
  }

  /** Text of which the expression makes several: an array has a column type of its own. */
  private boolean isList(int projection) {
    DataType stored = plan.projections().get(projection).column().type();
    return stored.storage() == Storage.STRING
        && !stored.isFormed()
        && valueTypes.get(projection).equals("VARCHAR[]");
  }

  /** True in rows with several texts in that column, else NULL, as {@link #WARNING}. */
  private static String several(int projection) {
    return "__lodestar_several_" + projection;
  }

  private static String valueName(int projection) {
    return "__lodestar_value_" + projection;
  }
}
