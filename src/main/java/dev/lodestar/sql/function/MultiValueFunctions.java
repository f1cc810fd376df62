package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import dev.lodestar.sql.function.ListOperands.Kind;
import java.util.List;

/**
 * Functions of text of which a row holds several; plain text is one of them, an array is its
 * elements. Empty and NULL are the same.
 *
 * <p>Source: data-plane specification, 9.12. Examples print several texts as JSON does.
 */
final class MultiValueFunctions {
  private static final String ABC = "STRING_TO_MV('a,b,c', ',')";
  private static final String NULLS = "NULL when x is NULL";

  static final List<DruidFunction> ALL =
      List.of(
          function("MV_FILTER_ONLY(x, array)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.LIST, Kind.LIST))
              .nulls("NULL when nothing is left")
              .renders(call -> filter(call, "%s"))
              .example("MV_FILTER_ONLY(" + ABC + ", ARRAY['a', 'c'])", "[\"a\",\"c\"]"),
          function("MV_FILTER_NONE(x, array)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.LIST, Kind.LIST))
              .nulls("NULL when nothing is left")
              .renders(call -> filter(call, "NOT %s"))
              .example("MV_FILTER_NONE(" + ABC + ", ARRAY['a', 'c'])", "b"),
          function("MV_FILTER_REGEX(x, pattern)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.LIST, Kind.TEXT))
              .nulls("NULL when nothing is left")
              .renders(
                  call ->
                      "druid_mv(list_filter(%s, lambda e: druid_regexp_like(e, %s)))"
                          .formatted(values(call, 0), RegexFunctions.pattern(call)))
              .example("MV_FILTER_REGEX(STRING_TO_MV('abc,def', ','), '^ab')", "abc"),
          function("MV_FILTER_PREFIX(x, prefix)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.LIST, Kind.TEXT))
              .nulls("NULL when nothing is left")
              .renders(
                  call ->
                      "druid_mv(list_filter(%s, lambda e: starts_with(e, %s)))"
                          .formatted(values(call, 0), call.arg(1)))
              .example("MV_FILTER_PREFIX(" + ABC + ", 'b')", "b"),
          function("MV_LENGTH(x)")
              .returns("INTEGER", Typing.MAYBE_INTEGER)
              .takesLists(ListOperands.of(Kind.LIST))
              .nulls("P; NULL when empty")
              .renders(call -> "len(druid_mv(" + Elements.list(call, 0) + "))")
              .example("MV_LENGTH(" + ABC + ")", "3"),
          function("MV_CONTAINS(x, e)")
              .returns("BOOLEAN", Typing.MAYBE_BOOLEAN)
              .takesLists(ListOperands.of(Kind.LIST, Kind.ELEMENT))
              .nulls("an empty row holds NULL only; all elements when e is an array")
              .renders(
                  call -> Lists.contains(call, "druid_mv_values(" + Elements.list(call, 0) + ")"))
              .example("MV_CONTAINS(" + ABC + ", ARRAY['a', 'c'])", "true"),
          function("MV_OVERLAP(x, array)")
              .returns("BOOLEAN", Typing.MAYBE_BOOLEAN)
              .takesLists(ListOperands.of(Kind.LIST, Kind.ELEMENT))
              .nulls("an empty row holds NULL only")
              .renders(
                  call -> Lists.overlap(call, "druid_mv_values(" + Elements.list(call, 0) + ")"))
              .example("MV_OVERLAP(" + ABC + ", ARRAY['c', 'd'])", "true"),
          at("MV_OFFSET(x, i)", 1, "MV_OFFSET(" + ABC + ", 2)", "c"),
          at("MV_ORDINAL(x, i)", 0, "MV_ORDINAL(" + ABC + ", 2)", "b"),
          position("MV_OFFSET_OF(x, e)", 1, "MV_OFFSET_OF(" + ABC + ", 'c')", "2"),
          position("MV_ORDINAL_OF(x, e)", 0, "MV_ORDINAL_OF(" + ABC + ", 'c')", "3"),
          function("MV_PREPEND(e, x)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.ELEMENT, Kind.LIST))
              .nulls(NULLS)
              .renders(
                  call ->
                      "druid_list_prepend(%s, %s)".formatted(mv(call, 1), Elements.text(call, 0)))
              .example("MV_PREPEND('z', " + ABC + ")", "[\"z\",\"a\",\"b\",\"c\"]"),
          function("MV_APPEND(x, e)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.LIST, Kind.ELEMENT))
              .nulls(NULLS)
              .renders(
                  call ->
                      "druid_list_append(%s, %s)".formatted(mv(call, 0), Elements.text(call, 1)))
              .example("MV_APPEND('a', 'b')", "[\"a\",\"b\"]"),
          function("MV_CONCAT(x, y)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.LIST, Kind.LIST))
              .renders(call -> "druid_list_concat(%s, %s)".formatted(mv(call, 0), mv(call, 1)))
              .example("MV_CONCAT('a', " + ABC + ")", "[\"a\",\"a\",\"b\",\"c\"]"),
          function("MV_SLICE(x, start, end)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.LIST, Kind.NUMBER, Kind.NUMBER))
              .nulls("P; NULL when start is out of the row; filled with NULL beyond its end")
              .renders(call -> "druid_mv(" + Lists.slice(call) + ")")
              .example("MV_SLICE(" + ABC + ", 1, 3)", "[\"b\",\"c\"]"),
          function("MV_TO_STRING(x, separator)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takesLists(ListOperands.of(Kind.LIST, Kind.TEXT))
              .nulls(NULLS + "; NULL elements print as null")
              .renders(call -> Lists.text(call, Elements.list(call, 0)))
              .example("MV_TO_STRING(" + ABC + ", ' ')", "a b c"),
          function("STRING_TO_MV(x, separator)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.TEXT, Kind.TEXT))
              .nulls(NULLS + "; the separator is a regular expression")
              .renders(call -> "druid_mv(" + Lists.split(call) + ")")
              .example("STRING_TO_MV('123 Rose Lane', '\\s+')", "[\"123\",\"Rose\",\"Lane\"]"),
          function("MV_TO_ARRAY(x)")
              .returns("VARCHAR ARRAY", Typing.MAYBE_TEXTS)
              .takesLists(ListOperands.of(Kind.LIST))
              .nulls("P; NULL when empty")
              .renders(call -> mv(call, 0))
              .example("MV_TO_ARRAY(" + ABC + ")", "[a, b, c]"));

  private MultiValueFunctions() {}

  private static String mv(BoundCall call, int index) {
    return "druid_mv(" + Lists.texts(call, index) + ")";
  }

  private static String values(BoundCall call, int index) {
    return "druid_mv_values(" + Lists.texts(call, index) + ")";
  }

  private static String filter(BoundCall call, String condition) {
    String listed = "druid_list_contains(%s, e)".formatted(Lists.texts(call, 1));
    return "druid_mv(list_filter(%s, lambda e: %s))"
        .formatted(values(call, 0), condition.formatted("coalesce(" + listed + ", false)"));
  }

  private static DruidFunction at(String signature, int more, String example, String value) {
    return function(signature)
        .returns("VARCHAR", Typing.MAYBE_VARCHAR)
        .takesLists(ListOperands.of(Kind.LIST, Kind.NUMBER))
        .nulls("P; NULL out of range")
        .renders(call -> Lists.at(call, more))
        .example(example, value);
  }

  private static DruidFunction position(String signature, int less, String example, String value) {
    return function(signature)
        .returns("INTEGER", Typing.MAYBE_INTEGER)
        .takesLists(ListOperands.of(Kind.LIST, Kind.ELEMENT))
        .nulls("NULL when x is NULL or e absent")
        .renders(call -> Lists.position(call, less))
        .example(example, value);
  }
}
