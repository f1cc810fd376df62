package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import dev.lodestar.sql.type.DruidTypes;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Aggregates that keep the values themselves, within a limit in bytes; beyond it the query fails.
 *
 * <p>Times are collected as milliseconds and booleans as 1 and 0, as Druid holds them. With
 * DISTINCT the values are sorted, NULL first. Source: data-plane specification, 9.10.
 */
final class CollectingAggregates {
  // Never NULL to the validator, although no rows give NULL: what IS NULL says of it, see
  // docs/decisions/0036.
  private static final SqlReturnTypeInference LIST =
      call -> list(call.getTypeFactory(), element(call.getTypeFactory(), call.getOperandType(0)));
  private static final SqlReturnTypeInference SAME_LIST =
      call ->
          call.getTypeFactory()
              .createTypeWithNullability(
                  Typing.isText(call.getOperandType(0))
                      ? list(call.getTypeFactory(), call.getOperandType(0))
                      : call.getOperandType(0),
                  false);

  static final List<DruidFunction> ALL =
      List.of(
          function("ARRAY_AGG([DISTINCT] x[, size])")
              .returns("ARRAY", LIST)
              .aggregates(
                  SqlKind.OTHER_FUNCTION, Typing.families(1, SqlTypeFamily.ANY, SqlTypeFamily.ANY))
              .acceptsDistinct()
              .nulls("NULLs are kept; NULL for no rows; fails beyond size bytes, 1024 by default")
              .renders(CollectingAggregates::arrayAgg)
              .example("ARRAY_AGG(DISTINCT s) FROM example", "[NULL, a, b]"),
          function("ARRAY_CONCAT_AGG([DISTINCT] array[, size])")
              .returns("type of array", SAME_LIST)
              .aggregates(
                  SqlKind.OTHER_FUNCTION,
                  Typing.families(1, SqlTypeFamily.ARRAY, SqlTypeFamily.ANY))
              .acceptsDistinct()
              .nulls("NULL arrays are skipped, NULL elements kept; NULL for no rows")
              .renders(CollectingAggregates::concatAgg)
              .example(
                  "ARRAY_CONCAT_AGG(DISTINCT a) FROM (SELECT ARRAY_AGG(x) AS a FROM example GROUP BY s)",
                  "[NULL, 1, 2, 4]"),
          function("STRING_AGG([DISTINCT] x[, separator[, size]])")
              .alias("LISTAGG")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .aggregates(
                  SqlKind.OTHER_FUNCTION,
                  Typing.families(1, SqlTypeFamily.ANY, SqlTypeFamily.ANY, SqlTypeFamily.ANY))
              .acceptsDistinct()
              .nulls("NULLs are skipped; NULL when nothing is left")
              .renders(CollectingAggregates::stringAgg)
              .example("STRING_AGG(DISTINCT s, ', ') FROM example", "a, b"));

  private CollectingAggregates() {}

  private static String arrayAgg(BoundCall call) {
    checkPlain(call, "ARRAY_AGG");
    long limit = WholeLiterals.collectedBytes(call, 1);
    return limited(collected(call, value(call)), isText(call.type(0)), limit);
  }

  private static String concatAgg(BoundCall call) {
    checkPlain(call, "ARRAY_CONCAT_AGG");
    long limit = WholeLiterals.collectedBytes(call, 1);
    RelDataType element = call.type(0).getComponentType();
    if (element == null) {
      throw call.fault(0, "ARRAY_CONCAT_AGG takes arrays");
    }
    String all = "flatten(list(%s%s)%s)".formatted(call.arg(0), call.arrival(), call.over());
    return limited(
        call.distinct().isEmpty() ? all : "druid_distinct(" + all + ")", isText(element), limit);
  }

  private static String stringAgg(BoundCall call) {
    checkPlain(call, "STRING_AGG");
    String separator =
        call.size() < 2
            ? ""
            : call.text(1)
                .orElseThrow(() -> call.fault(1, "The separator has to be a text literal"));
    long limit = WholeLiterals.collectedBytes(call, 2);
    String text = "druid_present(" + collected(call, text(call)) + ")";
    return "array_to_string(%s, %s)"
        .formatted(limited(text, true, limit), Literals.text(separator));
  }

  private static void checkPlain(BoundCall call, String name) {
    if (Elements.of(call.type(0)).getSqlTypeName() == SqlTypeName.OTHER) {
      throw call.fault(
          0,
          "Cannot use %s on complex inputs %s"
              .formatted(name, DruidTypes.nativeName(call.type(0))));
    }
  }

  private static String collected(BoundCall call, String value) {
    return call.distinct().isEmpty()
        ? "list(%s%s)%s".formatted(value, call.arrival(), call.over())
        : "list_sort(list(DISTINCT %s)%s, 'ASC', 'NULLS FIRST')".formatted(value, call.over());
  }

  private static String limited(String list, boolean texts, long limit) {
    return "druid_limited_%s(%s, %d)".formatted(texts ? "texts" : "numbers", list, limit);
  }

  /** Times and booleans as the whole numbers that Druid holds for them. */
  private static String value(BoundCall call) {
    if (Typing.isTime(call.type(0))) {
      return "epoch_ms(" + call.arg(0) + ")";
    }
    return isBoolean(call.type(0)) ? "CAST(" + call.arg(0) + " AS BIGINT)" : call.arg(0);
  }

  private static String text(BoundCall call) {
    return Typing.isTime(call.type(0)) || isBoolean(call.type(0))
        ? "CAST(" + value(call) + " AS VARCHAR)"
        : Casts.toText(call, 0);
  }

  private static boolean isBoolean(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.BOOLEAN;
  }

  private static boolean isText(RelDataType type) {
    return Typing.isText(type) || type.getSqlTypeName() == SqlTypeName.NULL;
  }

  private static RelDataType element(RelDataTypeFactory factory, RelDataType value) {
    if (Typing.isTime(value) || isBoolean(value)) {
      return factory.createSqlType(SqlTypeName.BIGINT);
    }
    return isText(value) ? factory.createSqlType(SqlTypeName.VARCHAR) : value;
  }

  private static RelDataType list(RelDataTypeFactory factory, RelDataType element) {
    return factory.createArrayType(factory.createTypeWithNullability(element, true), -1);
  }
}
