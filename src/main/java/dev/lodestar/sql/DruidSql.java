package dev.lodestar.sql;

import dev.lodestar.data.Column;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.parse.Desugar;
import dev.lodestar.sql.parse.RelationNames;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.parse.StatementParser;
import dev.lodestar.sql.render.RenderedQuery;
import dev.lodestar.sql.render.Renderer;
import dev.lodestar.sql.render.Validated;
import dev.lodestar.sql.type.CalciteDefaults;
import dev.lodestar.sql.type.DruidTypes;
import dev.lodestar.sql.validate.Binder;
import dev.lodestar.sql.validate.ScalarBinder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The one language of mappings, filters and queries.
 *
 * <p>Stateless and safe for threads. Errors: {@code INVALID_SQL} with line and column for syntax,
 * unknown names and wrong types; {@code NOT_SUPPORTED} for statements other than SELECT and for
 * parts of Druid SQL that Lodestar does not run.
 */
public final class DruidSql {
  static {
    CalciteDefaults.apply();
  }

  /**
   * Parses and validates a SELECT.
   *
   * @param relations finds a table by its exact name
   */
  public BoundQuery bindQuery(
      String sql,
      List<SqlParameter> parameters,
      SqlSettings settings,
      Function<String, Optional<Relation>> relations) {
    return guarded(
        () -> {
          SqlNode parsed = StatementParser.parseQuery(sql);
          Validated validated = Binder.bind(Desugar.apply(parsed, parameters), settings, relations);
          List<OutputColumn> columns = columns(validated, parsed.getParserPosition());
          RenderedQuery rendered = Renderer.query(validated);
          return new BoundQuery(columns, rendered.relations(), rendered::fill);
        });
  }

  /** The tables that a SELECT may read, found without a catalog. Errors: as {@link #bindQuery}. */
  public Set<String> relationNames(String sql) {
    return guarded(() -> RelationNames.of(StatementParser.parseQuery(sql)));
  }

  /** Parses and validates a scalar expression over input fields; aggregates are refused. */
  public BoundExpression bindExpression(String text, List<Column> fields, SqlSettings settings) {
    return bindExpression(text, fields, Set.of(), settings);
  }

  /**
   * The same.
   *
   * @param multiValues the fields of text of which a record may hold several: lists in the engine,
   *     as is then the value of an expression over them that is text
   */
  public BoundExpression bindExpression(
      String text, List<Column> fields, Set<String> multiValues, SqlSettings settings) {
    return guarded(() -> ScalarBinder.bind(text, fields, multiValues, settings));
  }

  /** The same for a filter, whose type must be BOOLEAN; UNKNOWN counts as false for the engine. */
  public BoundExpression bindFilter(String text, List<Column> fields, SqlSettings settings) {
    return bindFilter(text, fields, Set.of(), settings);
  }

  /** The same, with fields of which a record may hold several texts. */
  public BoundExpression bindFilter(
      String text, List<Column> fields, Set<String> multiValues, SqlSettings settings) {
    BoundExpression filter = bindExpression(text, fields, multiValues, settings);
    return switch (filter.type()) {
      case BOOLEAN -> filter;
      case NULL -> new BoundExpression("false", SqlType.BOOLEAN, filter.fields());
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
          JSON ->
          throw SqlFault.invalid(
              "A filter has to be BOOLEAN but this is %s; compare it with something"
                  .formatted(filter.type().sqlName()),
              1,
              1);
    };
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
      columns.add(new OutputColumn(unique(field.getName(), taken), type));
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
