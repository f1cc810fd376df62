package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;
import static dev.lodestar.sql.function.Declaration.standard;

import dev.lodestar.sql.function.ListOperands.Kind;
import java.util.List;

/**
 * Functions of arrays. A NULL array, an empty one and {@code [NULL]} are three different values.
 *
 * <p>Text stands for an array of its values. Source: data-plane specification, 9.11.
 */
final class ArrayFunctions {
  static final List<DruidFunction> ALL =
      List.of(
          standard("ARRAY[x, y, ...]", DruidArray.INSTANCE)
              .returns("ARRAY of the common type")
              .nulls("never NULL")
              .takesLists()
              .renders(Lists::literal)
              .example("ARRAY[1, NULL, 3]", "[1, NULL, 3]"),
          function("ARRAY_LENGTH(a)")
              .returns("INTEGER", Typing.MAYBE_INTEGER)
              .takesLists(ListOperands.of(Kind.LIST))
              .renders(call -> "len(" + Elements.list(call, 0) + ")")
              .example("ARRAY_LENGTH(ARRAY[1, NULL, 3])", "3"),
          at("ARRAY_OFFSET(a, i)", 1, "ARRAY_OFFSET(ARRAY[1, NULL, 3], 2)", "3"),
          at("ARRAY_ORDINAL(a, i)", 0, "ARRAY_ORDINAL(ARRAY[1, 2, 3], 2)", "2"),
          position("ARRAY_OFFSET_OF(a, x)", 1, "ARRAY_OFFSET_OF(ARRAY[1, 2, 3], 3)", "2"),
          position("ARRAY_ORDINAL_OF(a, x)", 0, "ARRAY_ORDINAL_OF(ARRAY[1, 2, 3], 3)", "3"),
          function("ARRAY_PREPEND(x, a)")
              .returns("type of a", ListOperands.arrayOf(1))
              .takesLists(ListOperands.of(Kind.ELEMENT, Kind.LIST))
              .nulls("NULL when a is NULL; an x that does not convert becomes NULL")
              .renders(call -> Lists.with(call, 1, 0, "druid_list_prepend"))
              .example("ARRAY_PREPEND('c', ARRAY['a', 'b'])", "[c, a, b]"),
          function("ARRAY_APPEND(a, x)")
              .returns("type of a", ListOperands.arrayOf(0))
              .takesLists(ListOperands.of(Kind.LIST, Kind.ELEMENT))
              .nulls("NULL when a is NULL; an x that does not convert becomes NULL")
              .renders(call -> Lists.with(call, 0, 1, "druid_list_append"))
              .example("ARRAY_APPEND(ARRAY[1, 2, 3], 4)", "[1, 2, 3, 4]"),
          function("ARRAY_CONCAT(a, b)")
              .returns("type of a", ListOperands.arrayOf(0))
              .takesLists(ListOperands.of(Kind.ELEMENT, Kind.ELEMENT))
              .nulls("P; a scalar is an array of one")
              .renders(Lists::concat)
              .example("ARRAY_CONCAT(ARRAY[1, 2], ARRAY[2.5, NULL])", "[1, 2, 2, NULL]"),
          function("ARRAY_SLICE(a, start, end)")
              .returns("type of a", ListOperands.arrayOf(0))
              .takesLists(ListOperands.of(Kind.LIST, Kind.NUMBER, Kind.NUMBER))
              .nulls("P; NULL when start is out of the array; filled with NULL beyond its end")
              .renders(Lists::slice)
              .example("ARRAY_SLICE(ARRAY[1, 2], 1, 3)", "[2, NULL]"),
          function("ARRAY_CONTAINS(a, x)")
              .returns("BOOLEAN", Typing.MAYBE_BOOLEAN)
              .takesLists(ListOperands.of(Kind.LIST, Kind.ELEMENT))
              .nulls("NULL when a is NULL; finds NULL; all elements when x is an array")
              .renders(call -> Lists.contains(call, Elements.list(call, 0)))
              .example("ARRAY_CONTAINS(ARRAY[1, 2, 3], ARRAY[3, 4])", "false"),
          function("ARRAY_OVERLAP(a, b)")
              .returns("BOOLEAN", Typing.MAYBE_BOOLEAN)
              .takesLists(ListOperands.of(Kind.LIST, Kind.ELEMENT))
              .nulls("NULL when a is NULL, false when b is")
              .renders(call -> Lists.overlap(call, Elements.list(call, 0)))
              .example("ARRAY_OVERLAP(ARRAY[1, 2, 3], ARRAY[2, 4, 6])", "true"),
          function("SCALAR_IN_ARRAY(x, a)")
              .returns("BOOLEAN", Typing.MAYBE_BOOLEAN)
              .takes(ListOperands.of(Kind.ELEMENT, Kind.LIST))
              .renders(Lists::in)
              .example("SCALAR_IN_ARRAY(36, ARRAY[34, 36])", "true"),
          function("ARRAY_TO_STRING(a, separator)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takesLists(ListOperands.of(Kind.LIST, Kind.TEXT))
              .nulls("NULL when a is NULL; NULL elements print as null")
              .renders(call -> Lists.text(call, Elements.list(call, 0)))
              .example("ARRAY_TO_STRING(ARRAY[1.1, 2.2, NULL], '')", "1.12.2null"),
          function("STRING_TO_ARRAY(x, separator)")
              .returns("VARCHAR ARRAY", Typing.MAYBE_TEXTS)
              .takesLists(ListOperands.of(Kind.TEXT, Kind.TEXT))
              .nulls("NULL when x is NULL; the separator is a regular expression")
              .renders(Lists::split)
              .example("STRING_TO_ARRAY('1,2,3', ',')", "[1, 2, 3]"),
          function("ARRAY_TO_MV(a)")
              .returns("VARCHAR, several", ListOperands.MULTI_VALUE)
              .takesLists(ListOperands.of(Kind.LIST))
              .nulls("P; NULL when empty")
              .renders(call -> "druid_mv(" + Lists.texts(call, 0) + ")")
              .example("ARRAY_TO_MV(ARRAY[1.1, 2.2, NULL])", "[\"1.1\",\"2.2\",null]"));

  private ArrayFunctions() {}

  /** An element by its place; the engine counts from 1. */
  private static DruidFunction at(String signature, int more, String example, String value) {
    return function(signature)
        .returns("element", ListOperands.ELEMENT_TYPE)
        .takesLists(ListOperands.of(Kind.LIST, Kind.NUMBER))
        .nulls("P; NULL out of range")
        .renders(call -> Lists.at(call, more))
        .example(example, value);
  }

  private static DruidFunction position(String signature, int less, String example, String value) {
    return function(signature)
        .returns("INTEGER", Typing.MAYBE_INTEGER)
        .takesLists(ListOperands.of(Kind.LIST, Kind.ELEMENT))
        .nulls("NULL when a is NULL or x absent; finds NULL")
        .renders(call -> Lists.position(call, less))
        .example(example, value);
  }
}
