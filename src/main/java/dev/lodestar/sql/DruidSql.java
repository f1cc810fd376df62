package dev.lodestar.sql;

import dev.lodestar.data.Column;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.function.FunctionCatalog;
import dev.lodestar.sql.function.Routines;
import dev.lodestar.sql.parse.Desugar;
import dev.lodestar.sql.parse.LookupMentions;
import dev.lodestar.sql.parse.ParsedQuery;
import dev.lodestar.sql.parse.RelationNames;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.parse.StatementParser;
import dev.lodestar.sql.parse.StoredStates;
import dev.lodestar.sql.render.ReadTimes;
import dev.lodestar.sql.render.RenderedQuery;
import dev.lodestar.sql.render.Renderer;
import dev.lodestar.sql.render.Validated;
import dev.lodestar.sql.type.CalciteDefaults;
import dev.lodestar.sql.type.DruidTypes;
import dev.lodestar.sql.validate.Binder;
import dev.lodestar.sql.validate.MeasureBinder;
import dev.lodestar.sql.validate.ScalarBinder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The one language of mappings, filters and queries.
 *
 * <p>Stateless and safe for threads. Errors: {@code INVALID_SQL} with line and column for syntax,
 * unknown names and wrong types; {@code NOT_SUPPORTED} for statements other than queries and
 * ingestions, and for parts of Druid SQL that Lodestar does not run.
 */
public final class DruidSql {
  private static final Relations NO_LOOKUPS = name -> Optional.empty();

  static {
    CalciteDefaults.apply();
  }

  /**
   * Parses SET statements and the statement after them; looks up nothing.
   *
   * <p>Errors: {@code INVALID_SQL}; {@code NOT_SUPPORTED} for other statements than queries,
   * ingestions and EXPLAIN PLAN FOR one of them.
   */
  public Statement parse(String sql) {
    return guarded(() -> StatementParser.parse(sql));
  }

  /** The tables that a statement may read, a superset of those that it does read. */
  public Set<String> relationNames(Statement statement) {
    return guarded(() -> RelationNames.of(statement.query()));
  }

  /** The lookups that an expression names; none where it is no expression. */
  public Set<String> lookupNames(String expression) {
    try {
      return guarded(() -> LookupMentions.of(StatementParser.parseExpression(expression)))
          .written();
    } catch (ServiceException notAnExpression) {
      // Whoever binds it says what is wrong with it.
      return Set.of();
    }
  }

  /** The lookups that a statement names. */
  public LookupNames lookupNames(Statement statement) {
    return guarded(() -> LookupMentions.of(statement.query().tree()));
  }

  /**
   * Resolves a statement that answers with rows: a query, or EXPLAIN PLAN FOR something.
   *
   * <p>Errors: {@code INVALID_SQL}, also for external data, which only jobs read; {@code
   * NOT_SUPPORTED}.
   *
   * <p>System tables stand alone or with one another: a statement that reads them and tables of the
   * user's is refused, as Druid refuses it.
   *
   * @param relations finds a table by its exact name
   */
  public BoundQuery bindQuery(
      Statement statement,
      List<SqlParameter> parameters,
      SqlSettings settings,
      Relations relations) {
    return switch (statement) {
      case Statement.Select select -> {
        requireTablesOnly(select.query());
        yield bind(select.query(), parameters, settings, relations, true, column -> false);
      }
      case Statement.Explain explain -> {
        SqlSettings unlimited = settings.withoutOuterLimit();
        Statement explained = explain.explained();
        BoundQuery bound =
            explained instanceof Statement.Ingest ingest
                ? bindIngest(ingest, parameters, unlimited, relations)
                : bindQuery(explained, parameters, unlimited, relations);
        yield new Explanation(explained, bound, settings).toQuery();
      }
      case Statement.Ingest ingest ->
          throw SqlFault.invalid(
              "INSERT and REPLACE run as jobs of the type sql; a query takes SELECT only");
    };
  }

  /**
   * Resolves the query of an ingestion. Its {@link BoundQuery#relations} name external tables too.
   *
   * <p>Errors: as {@link #bindQuery}.
   */
  public BoundQuery bindIngest(
      Statement.Ingest ingest,
      List<SqlParameter> parameters,
      SqlSettings settings,
      Relations relations) {
    return bindIngest(ingest, parameters, settings, relations, column -> false);
  }

  /**
   * The same.
   *
   * @param keepsState whether a column of the query keeps the state of its aggregate, not its value
   */
  public BoundQuery bindIngest(
      Statement.Ingest ingest,
      List<SqlParameter> parameters,
      SqlSettings settings,
      Relations relations,
      Predicate<String> keepsState) {
    List<ExternalTable> externals = ingest.query().externals();
    return bind(
        ingest.query(),
        parameters,
        settings,
        new WithExternals(externals, relations),
        false,
        keepsState);
  }

  /** The tables of a job's statement, beside which system tables are out of its reach. */
  private record WithExternals(List<ExternalTable> externals, Relations tables)
      implements Relations {
    @Override
    public Optional<Relation> table(String name) {
      return externals.stream()
          .filter(table -> table.name().equals(name))
          .findFirst()
          .map(table -> new Relation(name, table.columns(), tables.severalTexts(table)))
          .or(() -> tables.table(name));
    }

    @Override
    public Optional<LookupSource> lookup(String name) {
      return tables.lookup(name);
    }
  }

  /** Parses and resolves a SELECT. Errors: as the other {@link #bindQuery}. */
  public BoundQuery bindQuery(
      String sql, List<SqlParameter> parameters, SqlSettings settings, Relations relations) {
    return bindQuery(parse(sql), parameters, settings, relations);
  }

  // Rows that are the answer come in Druid's order; those of a job are sorted when they are stored.
  private static BoundQuery bind(
      ParsedQuery query,
      List<SqlParameter> parameters,
      SqlSettings settings,
      Relations relations,
      boolean answer,
      Predicate<String> keepsState) {
    return guarded(
        () -> {
          UnitedTables unions = new UnitedTables(query);
          LookupTables lookups = new LookupTables();
          Validated validated =
              Binder.bind(
                  StoredStates.keep(Desugar.apply(query.tree(), parameters), keepsState),
                  settings,
                  unions.among(lookups.among(relations)));
          List<OutputColumn> columns = columns(validated, query.tree().getParserPosition());
          RenderedQuery rendered = Renderer.query(validated, answer);
          Set<RelationName> read = lookups.members(unions.members(rendered.relations()));
          checkNotMixed(read);
          return FinalizedSketches.of(
                  columns,
                  read,
                  relationSql -> rendered.fill(unions.rendered(lookups.rendered(relationSql))),
                  rendered.momentary(),
                  settings.finalizeSketches())
              .reading(unions.leaves(rendered.leaves()))
              .within(times(validated, rendered, unions, lookups));
        });
  }

  /** Tables that also stand behind other names are left out: nobody asked for times there. */
  private static Map<String, Interval> times(
      Validated validated, RenderedQuery rendered, UnitedTables unions, LookupTables lookups) {
    Map<String, Interval> times = ReadTimes.of(validated);
    for (RelationName relation : rendered.relations()) {
      Set<RelationName> behind = lookups.members(unions.members(Set.of(relation)));
      if (!behind.equals(Set.of(relation))) {
        behind.forEach(member -> times.remove(member.name()));
      }
    }
    return times;
  }

  /** What the rows of an ingestion combine; nothing if they are stored one by one. */
  public Optional<Aggregation> aggregation(Statement.Ingest ingest) {
    return guarded(() -> StoredStates.of(ingest.query().tree()));
  }

  /**
   * The type of what a measure stores; its expression has to be one aggregation over the fields.
   *
   * <p>Errors: {@code INVALID_SQL}.
   */
  public SqlType bindMeasure(
      String text, InputColumns input, SqlSettings settings, Relations lookups) {
    return guarded(
        () -> MeasureBinder.bind(text, input, settings, new LookupTables().among(lookups)));
  }

  private static void requireTablesOnly(ParsedQuery query) {
    if (!query.externals().isEmpty()) {
      ExternalTable first = query.externals().getFirst();
      throw SqlFault.invalid(
          "%s reads external data, which only jobs of the type sql do".formatted(first.kind()),
          first.position().line(),
          first.position().column());
    }
  }

  /** All functions, by name. */
  public List<Routine> routines() {
    return Routines.of(FunctionCatalog.druid());
  }

  /** Parses and validates a scalar expression over input fields; aggregates are refused. */
  public BoundExpression bindExpression(String text, List<Column> fields, SqlSettings settings) {
    return bindExpression(text, new InputColumns(fields, Set.of()), settings, NO_LOOKUPS);
  }

  /**
   * The same.
   *
   * @param lookups finds lookups and the tables that these read
   */
  public BoundExpression bindExpression(
      String text, InputColumns input, SqlSettings settings, Relations lookups) {
    return guarded(
        () -> {
          LookupTables found = new LookupTables();
          BoundExpression bound =
              ScalarBinder.bind(text, input, settings, found.among(lookups), found::tableName);
          return bound.lookingUp(found.named());
        });
  }

  /** The same for a filter, whose type must be BOOLEAN; UNKNOWN counts as false for the engine. */
  public BoundExpression bindFilter(String text, List<Column> fields, SqlSettings settings) {
    return bindFilter(text, new InputColumns(fields, Set.of()), settings, NO_LOOKUPS);
  }

  /** The same, with lookups. */
  public BoundExpression bindFilter(
      String text, InputColumns input, SqlSettings settings, Relations lookups) {
    BoundExpression filter = bindExpression(text, input, settings, lookups);
    return switch (filter.type()) {
      case BOOLEAN -> filter;
      case NULL ->
          new BoundExpression("false", SqlType.BOOLEAN, filter.fields(), false, filter.lookups());
      case VARCHAR,
          BIGINT,
          INTEGER,
          DOUBLE,
          FLOAT,
          TIMESTAMP,
          DATE,
          VARCHAR_ARRAY,
          BIGINT_ARRAY,
          DOUBLE_ARRAY,
          FLOAT_ARRAY,
          JSON_ARRAY,
          JSON,
          HLL_SKETCH,
          THETA_SKETCH,
          QUANTILES_SKETCH,
          TUPLE_SKETCH,
          STRING_PAIR,
          VARIANCE ->
          throw SqlFault.invalid(
              "A filter has to be BOOLEAN but this is %s; compare it with something"
                  .formatted(filter.type().sqlName()),
              1,
              1);
    };
  }

  private static void checkNotMixed(Set<RelationName> relations) {
    Optional<RelationName> table = relations.stream().filter(RelationName::isTable).findAny();
    Optional<RelationName> system =
        relations.stream().filter(relation -> !relation.isTable()).findAny();
    if (table.isPresent() && system.isPresent()) {
      throw SqlFault.invalid(
          "System table %s cannot be queried together with table \"%s\"; query them one by one"
              .formatted(system.get(), table.get().name()));
    }
  }

  private static List<OutputColumn> columns(Validated validated, SqlParserPos at) {
    List<OutputColumn> columns = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (RelDataTypeField field :
        validated.validator().getValidatedNodeType(validated.root()).getFieldList()) {
      SqlType type =
          DruidTypes.toSqlType(field.getType())
              .orElseThrow(
                  () ->
                      SqlFault.notSupported(
                          "Column \"%s\" has a type that no result may have"
                              .formatted(field.getName()),
                          at));
      columns.add(
          new OutputColumn(
              unique(field.getName(), taken), type, DruidTypes.nativeName(field.getType())));
    }
    return columns;
  }

  // As Druid does: a second "a" becomes "a0".
  private static String unique(String name, Set<String> taken) {
    String unique = name;
    for (int i = 0; !taken.add(unique); i++) {
      unique = name + i;
    }
    return unique;
  }

  // Text limits keep the stack small; this is for the shape of input that nobody thought of. No
  // state outlives the statement, so giving up in the middle is safe.
  private static <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (StackOverflowError e) {
      throw new ServiceException(
          ErrorCode.INVALID_SQL, null, "The SQL text is nested too deeply; make it simpler.", e);
    }
  }
}
