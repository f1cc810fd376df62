package dev.lodestar.sql.validate;

import dev.lodestar.sql.InputColumns;
import dev.lodestar.sql.Relations;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.function.FunctionCatalog;
import dev.lodestar.sql.parse.Desugar;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.parse.StatementParser;
import dev.lodestar.sql.parse.StoredStates;
import dev.lodestar.sql.render.Renderer;
import dev.lodestar.sql.render.Validated;
import dev.lodestar.sql.type.DruidTypes;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/**
 * Binds the expression of a measure: exactly one aggregation over input fields.
 *
 * <p>Source: data-plane specification, 2.2.1. Errors: {@code INVALID_SQL}.
 */
public final class MeasureBinder {
  private static final Set<String> ALLOWED =
      Set.of(
          "COUNT",
          "SUM",
          "MIN",
          "MAX",
          "VARIANCE",
          "VAR_SAMP",
          "VAR_POP",
          "APPROX_COUNT_DISTINCT",
          "APPROX_COUNT_DISTINCT_DS_HLL",
          "DS_HLL",
          "APPROX_COUNT_DISTINCT_DS_THETA",
          "DS_THETA",
          "DS_QUANTILES_SKETCH",
          "EARLIEST_BY",
          "LATEST_BY");

  private MeasureBinder() {}

  /** The type of the state that the measure stores. */
  public static SqlType bind(
      String text, InputColumns input, SqlSettings settings, Relations lookups) {
    SqlNode parsed = StatementParser.parseExpression(text);
    SqlCall aggregate = aggregate(parsed);
    requireAllowed(aggregate);
    boolean ofRows =
        StoredStates.nameOf(aggregate).equals("COUNT")
            && aggregate.operandCount() == 1
            && aggregate.operand(0).toString().equals("*");
    if (!ofRows) {
      ScalarCheck.check(parsed, input.fields());
    }
    Validated validated =
        Binder.bind(
            ScalarBinder.select(StoredStates.state(Desugar.apply(parsed, List.of()))),
            settings,
            ScalarBinder.relations(input, lookups));
    SqlType type =
        DruidTypes.toSqlType(
                validated
                    .validator()
                    .getValidatedNodeType(validated.root())
                    .getFieldList()
                    .getFirst()
                    .getType())
            .orElseThrow(
                () ->
                    SqlFault.notSupported(
                        "The expression has a type that no column may have",
                        parsed.getParserPosition()));
    // What an aggregate says of its operands, it says when it is rendered.
    Renderer.query(validated, false);
    return type;
  }

  private static SqlCall aggregate(SqlNode parsed) {
    SqlNode inner = parsed.getKind() == SqlKind.FILTER ? ((SqlCall) parsed).operand(0) : parsed;
    if (inner instanceof SqlCall call
        && FunctionCatalog.druid().isAggregate(StoredStates.nameOf(call))) {
      return call;
    }
    throw SqlFault.invalid(
        "The expression of a measure has to be exactly one aggregation, such as SUM(\"amount\") or COUNT(*)",
        parsed.getParserPosition());
  }

  private static void requireAllowed(SqlCall call) {
    String name = StoredStates.nameOf(call);
    if (ALLOWED.contains(name)) {
      return;
    }
    String remedy =
        switch (name) {
          case "EARLIEST", "LATEST" ->
              "%s is for queries only; use %s_BY with the time of the value".formatted(name, name);
          case "AVG" -> "AVG cannot be combined; store SUM and COUNT in two measures";
          default ->
              "%s cannot fill a measure; use one of %s"
                  .formatted(name, ALLOWED.stream().sorted().toList());
        };
    throw SqlFault.invalid(remedy, call.getParserPosition());
  }
}
