package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;
import static dev.lodestar.sql.function.Declaration.standard;

import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Comparisons, three-valued logic and choices. */
final class Conditions {
  static final List<DruidFunction> ALL =
      List.of(
          comparison("x = y", "=", "1 = '1'", "true", SqlStdOperatorTable.EQUALS),
          comparison("x <> y", "<>", "1 <> 2", "true", SqlStdOperatorTable.NOT_EQUALS),
          comparison("x < y", "<", "'a' < 'b'", "true", SqlStdOperatorTable.LESS_THAN),
          comparison("x <= y", "<=", "2 <= 1.5", "false", SqlStdOperatorTable.LESS_THAN_OR_EQUAL),
          comparison("x > y", ">", "NULL > 1", "NULL", SqlStdOperatorTable.GREATER_THAN),
          comparison("x >= y", ">=", "2 >= 2", "true", SqlStdOperatorTable.GREATER_THAN_OR_EQUAL),
          standard("x IS DISTINCT FROM y", SqlStdOperatorTable.IS_DISTINCT_FROM)
              .returns("BOOLEAN")
              .nulls("NULL is an ordinary value")
              .renders("({0} IS DISTINCT FROM {1})")
              .example("1 IS DISTINCT FROM NULL", "true"),
          standard("x IS NOT DISTINCT FROM y", SqlStdOperatorTable.IS_NOT_DISTINCT_FROM)
              .returns("BOOLEAN")
              .nulls("NULL is an ordinary value")
              .renders("({0} IS NOT DISTINCT FROM {1})")
              .example("NULL IS NOT DISTINCT FROM NULL", "true"),
          standard("x AND y", SqlStdOperatorTable.AND)
              .returns("BOOLEAN")
              .nulls("three-valued")
              .renders("({0} AND {1})")
              .example("FALSE AND CAST(NULL AS BOOLEAN)", "false"),
          standard("x OR y", SqlStdOperatorTable.OR)
              .returns("BOOLEAN")
              .nulls("three-valued")
              .renders("({0} OR {1})")
              .example("TRUE OR CAST(NULL AS BOOLEAN)", "true"),
          standard("NOT x", SqlStdOperatorTable.NOT)
              .returns("BOOLEAN")
              .nulls("three-valued")
              .renders("(NOT {0})")
              .example("NOT (1 = 2)", "true"),
          test("x IS NULL", "'' IS NULL", "false", SqlStdOperatorTable.IS_NULL),
          test("x IS NOT NULL", "'' IS NOT NULL", "true", SqlStdOperatorTable.IS_NOT_NULL),
          test("x IS TRUE", "(1 = NULL) IS TRUE", "false", SqlStdOperatorTable.IS_TRUE),
          test("x IS NOT TRUE", "(1 = NULL) IS NOT TRUE", "true", SqlStdOperatorTable.IS_NOT_TRUE),
          test("x IS FALSE", "(1 = 2) IS FALSE", "true", SqlStdOperatorTable.IS_FALSE),
          test("x IS NOT FALSE", "(1 = 2) IS NOT FALSE", "false", SqlStdOperatorTable.IS_NOT_FALSE),
          test("x IS UNKNOWN", "(1 = NULL) IS UNKNOWN", "true", SqlStdOperatorTable.IS_UNKNOWN),
          test(
              "x IS NOT UNKNOWN",
              "(1 = NULL) IS NOT UNKNOWN",
              "false",
              SqlStdOperatorTable.IS_NOT_UNKNOWN),
          standard("x BETWEEN a AND b", SqlStdOperatorTable.BETWEEN)
              .returns("BOOLEAN")
              .renders(call -> between(call, "BETWEEN"))
              .example("5 BETWEEN 1 AND 5", "true"),
          standard("x NOT BETWEEN a AND b", SqlStdOperatorTable.NOT_BETWEEN)
              .returns("BOOLEAN")
              .renders(call -> between(call, "NOT BETWEEN"))
              .example("5 NOT BETWEEN 1 AND 5", "false"),
          standard("x LIKE pattern [ESCAPE c]", SqlStdOperatorTable.LIKE)
              .returns("BOOLEAN")
              .renders(call -> like(call, "LIKE"))
              .example("'foobar' LIKE 'foo%'", "true"),
          standard("x NOT LIKE pattern [ESCAPE c]", SqlStdOperatorTable.NOT_LIKE)
              .returns("BOOLEAN")
              .renders(call -> like(call, "NOT LIKE"))
              .example("'50%' NOT LIKE '50!%' ESCAPE '!'", "false"),
          standard("x IN (a, b, ...)", SqlStdOperatorTable.IN)
              .returns("BOOLEAN")
              .renders(call -> in(call, "IN"))
              .example("2 IN (1, 2)", "true"),
          standard("x NOT IN (a, b, ...)", SqlStdOperatorTable.NOT_IN)
              .returns("BOOLEAN")
              .nulls("never true when the list holds NULL")
              .renders(call -> in(call, "NOT IN"))
              .example("3 NOT IN (1, 2)", "true"),
          standard("EXISTS (subquery)", SqlStdOperatorTable.EXISTS)
              .returns("BOOLEAN")
              .nulls("never NULL")
              .renders("(EXISTS {0})")
              .example("EXISTS (SELECT 1)", "true"),
          standard("(subquery)", SqlStdOperatorTable.SCALAR_QUERY)
              .returns("type of its column")
              .nulls("NULL when it has no row")
              .renders("{0}")
              .example("(SELECT 7)", "7"),
          standard("(x, y, ...)", SqlStdOperatorTable.ROW)
              .returns("a row, for comparisons and IN")
              .renders("({*})")
              .example("(1, 'a') IN ((1, 'a'), (2, 'b'))", "true"),
          standard("CASE WHEN c THEN x ... [ELSE y] END", SqlStdOperatorTable.CASE)
              .returns("common type")
              .nulls("unknown is no match; no match without ELSE gives NULL")
              .renders(Conditions::choose)
              .example("CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END", "b"),
          standard("COALESCE(x, y, ...)", SqlStdOperatorTable.COALESCE)
              .returns("common type")
              .nulls("the first that is not NULL")
              .renders(Choices::coalesce)
              .example("COALESCE(NULL, NULL, 5)", "5"),
          function("NVL(x, y)")
              .returns("common type", Choices.COMMON)
              .takes(Choices.TWO_ALIKE)
              .nulls("y when x is NULL")
              .renders(Choices::coalesce)
              .example("NVL(NULL, 'No tail number')", "No tail number"),
          standard("NULLIF(x, y)", SqlStdOperatorTable.NULLIF)
              .returns("type of x")
              .nulls("NULL when both are equal")
              .renders("nullif({0}, {1})")
              .example("NULLIF('PR', 'PR')", "NULL"),
          function("GREATEST([x, ...])")
              .returns("common type", Choices.EXTREME)
              .takes(Choices.ANY_SCALARS)
              .nulls("NULLs are skipped")
              .renders(call -> Choices.extreme(call, "greatest"))
              .example("GREATEST(-1, 3.1, 2)", "3.1"),
          function("LEAST([x, ...])")
              .returns("common type", Choices.EXTREME)
              .takes(Choices.ANY_SCALARS)
              .nulls("NULLs are skipped")
              .renders(call -> Choices.extreme(call, "least"))
              .example("LEAST('apple', 'orange', 'pear')", "apple"));

  private Conditions() {}

  private static DruidFunction comparison(
      String signature,
      String operator,
      String example,
      String value,
      org.apache.calcite.sql.SqlOperator standard) {
    return standard(signature, standard)
        .returns("BOOLEAN")
        .renders(
            call ->
                ArrayComparisons.isOfArrays(call)
                    ? ArrayComparisons.compare(call, operator)
                    : "(%s %s %s)".formatted(call.arg(0), operator, call.arg(1)))
        .example(example, value);
  }

  private static DruidFunction test(
      String signature, String example, String value, org.apache.calcite.sql.SqlOperator standard) {
    String test = signature.substring(2).replace("UNKNOWN", "NULL");
    return standard(signature, standard)
        .returns("BOOLEAN")
        .nulls("never NULL")
        .renders(call -> NullTests.of(call, test))
        .example(example, value);
  }

  private static String in(BoundCall call, String word) {
    OptionalLong max = call.numbersInMax();
    if (max.isPresent()
        && call.operand(1) instanceof SqlNodeList list
        && Typing.isNumber(call.type(0))
        && list.size() > max.getAsLong()) {
      throw call.fault(
          1,
          "The IN list has %d numbers, and maxNumericInFilters allows %d; write them as texts"
              .formatted(list.size(), max.getAsLong()));
    }
    return "(%s %s %s)".formatted(call.arg(0), word, call.arg(1));
  }

  // The validator compares the ends with the value only one by one, and not with each other.
  private static String between(BoundCall call, String word) {
    for (int i = 1; i < call.size(); i++) {
      boolean mixed =
          (Typing.isTime(call.type(0)) && Typing.isNumber(call.type(i)))
              || (Typing.isNumber(call.type(0)) && Typing.isTime(call.type(i)));
      if (mixed) {
        throw call.fault(i, "BETWEEN compares a time with a number; add a CAST");
      }
    }
    return ArrayComparisons.isOfArrays(call)
        ? ArrayComparisons.between(call, word)
        : "(%s %s %s AND %s)".formatted(call.arg(0), word, call.arg(1), call.arg(2));
  }

  private static String like(BoundCall call, String word) {
    if (call.size() < 3) {
      return "(%s %s %s)".formatted(call.arg(0), word, call.arg(1));
    }
    String escape = call.text(2).filter(text -> text.length() == 1).orElseThrow(() -> escape(call));
    String pattern =
        call.text(1)
            .map(text -> Literals.text(complete(text, escape.charAt(0))))
            .orElse(call.arg(1));
    return "(%s %s %s ESCAPE %s)".formatted(call.arg(0), word, pattern, call.arg(2));
  }

  private static ServiceException escape(BoundCall call) {
    return call.fault(2, "ESCAPE takes a text literal of one character");
  }

  /** A pattern without an escape at its end that escapes nothing. */
  private static String complete(String pattern, char escape) {
    boolean escaping = false;
    for (int i = 0; i < pattern.length(); i++) {
      escaping = !escaping && pattern.charAt(i) == escape;
    }
    return escaping ? pattern.substring(0, pattern.length() - 1) : pattern;
  }

  private static String choose(BoundCall call) {
    StringBuilder text = new StringBuilder("(CASE");
    if (call.operand(0) != null) {
      text.append(' ').append(call.arg(0));
    }
    SqlNodeList whens = (SqlNodeList) call.operand(1);
    SqlNodeList thens = (SqlNodeList) call.operand(2);
    for (int i = 0; i < whens.size(); i++) {
      text.append(" WHEN ").append(call.render(whens.get(i)));
      text.append(" THEN ").append(ArrayComparisons.typed(call, thens.get(i)));
    }
    boolean hasElse = call.size() == 4 && call.operand(3).getKind() != SqlKind.DEFAULT;
    return text.append(hasElse ? " ELSE " + ArrayComparisons.typed(call, call.operand(3)) : "")
        .append(" END)")
        .toString();
  }
}
