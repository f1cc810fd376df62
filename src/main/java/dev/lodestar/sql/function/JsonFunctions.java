package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import dev.lodestar.data.LeafForm;
import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.type.ComplexType;
import dev.lodestar.sql.type.DruidTypes;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/** Functions of nested values. A nested value is JSON text; paths are literals. */
final class JsonFunctions {
  static final List<DruidFunction> ALL =
      List.of(
          function("JSON_VALUE(j, path)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(Typing.families(2, SqlTypeFamily.ANY, SqlTypeFamily.CHARACTER))
              .nulls("NULL for objects, arrays and missing paths")
              .renders(JsonFunctions::value)
              .example("JSON_VALUE('{\"x\":100}', '$.x')", "100"),
          function("JSON_VALUE RETURNING(j, path, type)")
              .returns(
                  "type",
                  call ->
                      call.getTypeFactory().createTypeWithNullability(call.getOperandType(2), true))
              .takes(
                  OperandTypes.family(
                      SqlTypeFamily.ANY, SqlTypeFamily.CHARACTER, SqlTypeFamily.ANY))
              .nulls("NULL also when the value cannot be converted")
              .renders(JsonFunctions::typedValue)
              .example("JSON_VALUE('{\"x\":542.0}', '$.x' RETURNING BIGINT)", "542"),
          function("JSON_QUERY(j, path)")
              .returns("JSON", Typing.MAYBE_JSON)
              .takes(Typing.families(2, SqlTypeFamily.ANY, SqlTypeFamily.CHARACTER))
              .nulls("NULL for missing paths")
              .renders(call -> "druid_json_query(%s, %s)".formatted(document(call), path(call)))
              .example("JSON_QUERY('{\"x\":[1,2]}', '$.x')", "[1,2]"),
          function("JSON_QUERY_ARRAY(j, path)")
              .returns("ARRAY of JSON", Typing.MAYBE_JSONS)
              .takes(Typing.families(2, SqlTypeFamily.ANY, SqlTypeFamily.CHARACTER))
              .nulls("NULL for missing paths; what is no array is its only element")
              .renders(
                  call ->
                      "druid_json_elements(druid_json_query(%s, %s))"
                          .formatted(document(call), path(call)))
              .example("JSON_QUERY_ARRAY('{\"x\":[1,{\"y\":2}]}', '$.x')", "[1, {\"y\":2}]"),
          function("JSON_KEYS(j, path)")
              .returns("VARCHAR ARRAY", Typing.MAYBE_TEXTS)
              .takes(Typing.families(2, SqlTypeFamily.ANY, SqlTypeFamily.CHARACTER))
              .nulls("NULL when nothing is there")
              .renders(
                  call ->
                      "druid_json_keys(json_extract(%s, %s))".formatted(document(call), path(call)))
              .example("JSON_KEYS('{\"x\":1,\"y\":2}', '$.')", "[x, y]"),
          function("JSON_PATHS(j)")
              .returns("VARCHAR ARRAY", Typing.MAYBE_TEXTS)
              .takes(OperandTypes.ANY)
              .nulls("P")
              .renders(call -> "druid_json_paths(" + document(call) + ")")
              .example("JSON_PATHS('{\"x\":1,\"y\":{\"a\":1}}')", "[$.x, $.y.a]"),
          function("JSON_MERGE(j1, j2, ...)")
              .returns("JSON", Typing.MAYBE_JSON)
              .takes(OperandTypes.ONE_OR_MORE)
              .nulls("P; fails for what is no object")
              .renders(JsonFunctions::merge)
              .example("JSON_MERGE('{\"a\":1}', '{\"b\":2}')", "{\"a\":1,\"b\":2}"),
          function("PARSE_JSON(text)")
              .returns("JSON", Typing.MAYBE_JSON)
              .takes(Typing.TEXT)
              .nulls("P; text that is not JSON fails")
              .renders("druid_parse_json({0})")
              .example("PARSE_JSON('{\"x\":\"y\"}')", "{\"x\":\"y\"}"),
          function("TRY_PARSE_JSON(text)")
              .returns("JSON", Typing.MAYBE_JSON)
              .takes(Typing.TEXT)
              .nulls("NULL for text that is not JSON")
              .renders("druid_try_parse_json({0})")
              .example("TRY_PARSE_JSON('{')", "NULL"),
          function("TO_JSON_STRING(x)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takesLists(OperandTypes.ANY)
              .renders(JsonFunctions::jsonText)
              .example("TO_JSON_STRING('{\"x\":1}')", "\"{\\\"x\\\":1}\""));

  private JsonFunctions() {}

  private static String value(BoundCall call) {
    return leaf(call, LeafForm.TEXT)
        .orElseGet(() -> "druid_json_value(%s, %s)".formatted(document(call), path(call)));
  }

  /** A leaf that a column of its own may hold. */
  private static Optional<String> leaf(BoundCall call, LeafForm form) {
    try {
      return isJson(call, 0)
          ? JsonPath.keys(pathText(call)).flatMap(keys -> call.leaf(call.operand(0), keys, form))
          : Optional.empty();
    } catch (JsonPath.InvalidPathException e) {
      throw call.fault(1, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isJson(BoundCall call, int index) {
    return isJson(call.type(index));
  }

  private static boolean isJson(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.OTHER && !(type instanceof ComplexType);
  }

  private static String typedValue(BoundCall call) {
    SqlType type =
        DruidTypes.toSqlType(call.resultType())
            .filter(known -> known != SqlType.JSON)
            .orElseThrow(() -> call.fault(2, "RETURNING this type is not supported"));
    return type.isArray()
        ? Casts.convert(call, values(call), SqlType.VARCHAR_ARRAY, type)
        : returning(call, type);
  }

  // Truth is a number within JSON, as everywhere in Druid: the text "true" is none.
  private static String returning(BoundCall call, SqlType type) {
    return switch (type) {
      case BOOLEAN -> "(" + number(call, LeafForm.LONG, SqlType.BIGINT) + " > 0)";
      case BIGINT, INTEGER -> number(call, LeafForm.LONG, SqlType.BIGINT);
      case DOUBLE -> number(call, LeafForm.DOUBLE, type);
      case FLOAT -> "CAST(" + number(call, LeafForm.DOUBLE, SqlType.DOUBLE) + " AS FLOAT)";
      case VARCHAR,
          TIMESTAMP,
          DATE,
          JSON,
          HLL_SKETCH,
          THETA_SKETCH,
          QUANTILES_SKETCH,
          TUPLE_SKETCH,
          STRING_PAIR,
          VARIANCE,
          VARCHAR_ARRAY,
          BIGINT_ARRAY,
          DOUBLE_ARRAY,
          FLOAT_ARRAY,
          JSON_ARRAY,
          NULL ->
          Casts.convert(call, value(call), SqlType.VARCHAR, type);
    };
  }

  private static String number(BoundCall call, LeafForm form, SqlType type) {
    return leaf(call, form)
        .orElseGet(() -> Casts.convert(call, value(call), SqlType.VARCHAR, type));
  }

  /** What the cast of a JSON_VALUE to a number reads when it is a leaf; else nothing. */
  static Optional<String> number(BoundCall cast, SqlNode value, SqlType to) {
    boolean whole = to == SqlType.BIGINT || to == SqlType.INTEGER;
    if ((!whole && to != SqlType.DOUBLE)
        || !(value instanceof SqlCall json)
        || !json.getOperator().getName().equals("JSON_VALUE")
        || !(json.operand(1) instanceof SqlCharStringLiteral path)
        || !isJson(cast.typeOf(json.operand(0)))) {
      return Optional.empty();
    }
    try {
      return JsonPath.keys(path.getValueAs(String.class))
          .flatMap(
              keys -> cast.leaf(json.operand(0), keys, whole ? LeafForm.LONG : LeafForm.DOUBLE));
    } catch (JsonPath.InvalidPathException e) {
      return Optional.empty(); // The fault is the value's to tell.
    }
  }

  private static String values(BoundCall call) {
    return "druid_json_values(json_extract(%s, %s))".formatted(document(call), path(call));
  }

  private static String merge(BoundCall call) {
    String merged = document(call, 0);
    for (int i = 1; i < call.size(); i++) {
      merged = "druid_json_merge(%s, %s)".formatted(merged, document(call, i));
    }
    return merged;
  }

  // Times and truth values are numbers in storage, and so they are here.
  private static String jsonText(BoundCall call) {
    SqlType type =
        DruidTypes.toSqlType(call.type(0))
            .orElseThrow(() -> call.fault(0, "This value has no JSON form"));
    if (call.isMultiValue(0)) {
      return "CAST(druid_mv_json(" + call.arg(0) + ") AS VARCHAR)";
    }
    return switch (type) {
      case TIMESTAMP, DATE, BOOLEAN ->
          "CAST(" + Casts.convert(call, call.arg(0), type, SqlType.BIGINT) + " AS VARCHAR)";
      case NULL -> "CAST(NULL AS VARCHAR)";
      default -> "CAST(to_json(" + call.arg(0) + ") AS VARCHAR)";
    };
  }

  private static String document(BoundCall call) {
    return document(call, 0);
  }

  private static String document(BoundCall call, int index) {
    SqlTypeName type = call.type(index).getSqlTypeName();
    if (isJson(call, index)) {
      return call.arg(index);
    }
    if (type == SqlTypeName.NULL) {
      return "CAST(NULL AS JSON)";
    }
    if (Typing.isText(call.type(index))) {
      return "druid_json_document(" + call.arg(index) + ")";
    }
    SqlType plain =
        DruidTypes.toSqlType(call.type(index))
            .filter(known -> !known.isSketch())
            .orElseThrow(() -> call.fault(index, "A sketch is no JSON"));
    boolean number = Typing.isTime(call.type(index)) || plain == SqlType.BOOLEAN;
    return "to_json(%s)"
        .formatted(
            number ? Casts.convert(call, call.arg(index), plain, SqlType.BIGINT) : call.arg(index));
  }

  private static String path(BoundCall call) {
    try {
      return Literals.text(JsonPath.toEngine(pathText(call)));
    } catch (JsonPath.InvalidPathException e) {
      throw call.fault(1, String.valueOf(e.getMessage()));
    }
  }

  private static String pathText(BoundCall call) {
    return call.text(1).orElseThrow(() -> call.fault(1, "The path has to be a text literal"));
  }
}
