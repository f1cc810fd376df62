package dev.lodestar.sql.validate;

import dev.lodestar.sql.BoundExpression;
import dev.lodestar.sql.InputColumns;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.Relations;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.parse.Desugar;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.parse.StatementParser;
import dev.lodestar.sql.render.Renderer;
import dev.lodestar.sql.render.Validated;
import dev.lodestar.sql.type.DruidTypes;
import dev.lodestar.sql.type.MultiValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** Binds one scalar expression, as the only item of a SELECT over the input fields. */
public final class ScalarBinder {
  static final String INPUT = "input";

  private ScalarBinder() {}

  /** The input as the only table, with lookups besides. */
  static Relations relations(InputColumns fields, Relations lookups) {
    Relation input = new Relation(INPUT, fields.fields(), fields.multiValues());
    return new Relations() {
      @Override
      public Optional<Relation> table(String name) {
        return name.equals(INPUT) ? Optional.of(input) : Optional.empty();
      }

      @Override
      public Optional<Relation> system(RelationName name) {
        return name.isLookup() ? lookups.system(name) : Optional.empty();
      }
    };
  }

  /**
   * Parses, validates and prints an expression; its position is that of the user's text.
   *
   * @param lookups finds the relations of lookups, {@code lookup.name}
   * @param lookupSql what stands for them in the engine's text
   */
  public static BoundExpression bind(
      String text,
      InputColumns input,
      SqlSettings settings,
      Relations lookups,
      Function<RelationName, String> lookupSql) {
    SqlNode parsed = StatementParser.parseExpression(text);
    ScalarCheck.check(parsed, input.fields());
    SqlSelect select = select(Desugar.apply(parsed, List.of()));
    Validated validated = Binder.bind(select, settings, relations(input, lookups));
    SqlNode expression = item(((SqlSelect) validated.root()).getSelectList().get(0));
    expression.accept(new AggregateCheck());
    SqlType type =
        DruidTypes.toSqlType(validated.validator().getValidatedNodeType(expression))
            .orElseThrow(
                () ->
                    SqlFault.notSupported(
                        "The expression has a type that no column may have",
                        parsed.getParserPosition()));
    return new BoundExpression(
        Renderer.expression(validated, expression).fill(lookupSql),
        type,
        ScalarCheck.fieldsOf(expression),
        MultiValues.is(validated.validator().getValidatedNodeType(expression)),
        Map.of());
  }

  /** A query of one expression over the input. */
  static SqlSelect select(SqlNode expression) {
    SqlParserPos at = expression.getParserPosition();
    return new SqlSelect(
        at,
        null,
        SqlNodeList.of(expression),
        new SqlIdentifier(INPUT, at),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static SqlNode item(SqlNode item) {
    return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
  }

  /** After validation, when names have become functions. */
  private static final class AggregateCheck extends SqlBasicVisitor<Void> {
    @Override
    public Void visit(SqlCall call) {
      if (call.getOperator() instanceof SqlAggFunction aggregate) {
        throw SqlFault.invalid(
            "%s is an aggregate; an expression may not hold one".formatted(aggregate.getName()),
            call.getParserPosition());
      }
      return super.visit(call);
    }
  }
}
