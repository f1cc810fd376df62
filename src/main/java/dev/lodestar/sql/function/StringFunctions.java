package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;
import static dev.lodestar.sql.function.Declaration.standard;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * Functions of text. Lengths and positions count UTF-16 code units, as Java does; the macros use
 * the engine's own functions while text is ASCII and Java's otherwise.
 */
final class StringFunctions {
  static final List<DruidFunction> ALL =
      List.of(
          function("LENGTH(x)")
              .alias("CHAR_LENGTH", "CHARACTER_LENGTH", "STRLEN")
              .returns("BIGINT", Typing.BIGINT)
              .takes(Typing.TEXT)
              .renders("druid_length({0})")
              .example("LENGTH('San Juan, PR')", "12"),
          text("LOWER(x)", "druid_lower({0})", "LOWER('San Juan, PR')", "san juan, pr"),
          text("UPPER(x)", "druid_upper({0})", "UPPER('San Juan, PR')", "SAN JUAN, PR"),
          function("SUBSTRING(x, start[, length])")
              .alias("SUBSTR")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(
                  Typing.families(
                      2, SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER))
              .renders(
                  call ->
                      "druid_substring(%s, %s, %s)"
                          .formatted(
                              call.arg(0),
                              call.arg(1),
                              call.size() == 3 ? call.arg(2) : "2147483647"))
              .example("SUBSTRING('abcdefghi', 4, 3)", "def"),
          function("LEFT(x, n)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(Typing.TEXT_INTEGER)
              .renders("druid_left({0}, {1})")
              .example("LEFT('ABCDEFG', 3)", "ABC"),
          function("RIGHT(x, n)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(Typing.TEXT_INTEGER)
              .renders("druid_right({0}, {1})")
              .example("RIGHT('ABCDEFG', 3)", "EFG"),
          standard("TRIM([BOTH|LEADING|TRAILING] [chars FROM] x)", SqlStdOperatorTable.TRIM)
              .returns("VARCHAR")
              .nulls("P; chars is a set of characters")
              .renders(StringFunctions::trim)
              .example("TRIM(BOTH '_' FROM '___abc___')", "abc"),
          stripped("BTRIM(x[, chars])", "trim", "BTRIM('___abc___', '_')", "abc"),
          stripped("LTRIM(x[, chars])", "ltrim", "LTRIM('___abc___', '_')", "abc___"),
          stripped("RTRIM(x[, chars])", "rtrim", "RTRIM('___abc___', '_')", "___abc"),
          function("REPLACE(x, from, to)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(
                  Typing.families(
                      3, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER))
              .renders(StringFunctions::replace)
              .example("REPLACE('abc 123 abc', 'abc', 'XYZ')", "XYZ 123 XYZ"),
          function("REVERSE(x)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(Typing.TEXT)
              .nulls("P; a number is refused, not converted")
              .renders(StringFunctions::reverse)
              .example("REVERSE('abc')", "cba"),
          function("REPEAT(x, n)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(Typing.TEXT_INTEGER)
              .nulls("P; NULL when n < 1")
              .renders("druid_repeat({0}, {1})")
              .example("REPEAT('abc', 3)", "abcabcabc"),
          padded("LPAD(x, n[, chars])", "druid_lpad", "LPAD('foo', 5, 'ab')", "abfoo"),
          padded("RPAD(x, n[, chars])", "druid_rpad", "RPAD('foo', 4, 'ab')", "fooa"),
          standard("POSITION(sub IN x [FROM i])", SqlStdOperatorTable.POSITION)
              .returns("INTEGER")
              .nulls("P; 0 when absent")
              .renders(
                  call ->
                      call.size() == 3
                          ? "druid_position_from({1}, {0}, {2})"
                              .replace("{0}", call.arg(0))
                              .replace("{1}", call.arg(1))
                              .replace("{2}", call.arg(2))
                          : "druid_position(%s, %s)".formatted(call.arg(1), call.arg(0)))
              .example("POSITION('PR' IN 'San Juan, PR' FROM 5)", "11"),
          function("STRPOS(x, sub)")
              .returns("INTEGER", Typing.INTEGER)
              .takes(Typing.TEXT_TEXT)
              .nulls("P; 0 when absent")
              .renders("druid_position({0}, {1})")
              .example("STRPOS('Hello World!', 'World')", "7"),
          function("CONTAINS_STRING(x, s)")
              .returns("BOOLEAN", Typing.BOOLEAN)
              .takes(Typing.TEXT_TEXT)
              .renders(call -> contains(call, "%s"))
              .example("CONTAINS_STRING('San Juan', 'San')", "true"),
          function("ICONTAINS_STRING(x, s)")
              .returns("BOOLEAN", Typing.BOOLEAN)
              .takes(Typing.TEXT_TEXT)
              .renders(call -> contains(call, "druid_lower(%s)"))
              .example("ICONTAINS_STRING('San Juan', 'san')", "true"),
          function("DECODE_BASE64_UTF8(x)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(Typing.TEXT)
              .renders("druid_base64_text({0})")
              .example("DECODE_BASE64_UTF8('SGVsbG8sIFdvcmxkIQ==')", "Hello, World!"),
          function("PARSE_LONG(x[, radix])")
              .returns("BIGINT", Typing.MAYBE_BIGINT)
              .takes(Typing.families(1, SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER))
              .nulls("P; NULL when not a number")
              .renders(
                  call ->
                      "druid_parse_long(%s, %s)"
                          .formatted(call.arg(0), call.size() == 2 ? call.arg(1) : "10::BIGINT"))
              .example("PARSE_LONG('0xef', 16)", "239"));

  private StringFunctions() {}

  private static String reverse(BoundCall call) {
    if (call.operand(0) instanceof SqlCall cast
        && cast.getKind() == SqlKind.CAST
        && cast.getParserPosition().equals(cast.operand(0).getParserPosition())
        && Typing.isNumber(call.typeOf(cast.operand(0)))) {
      throw call.fault(0, "REVERSE takes text; CAST the number to VARCHAR");
    }
    return "druid_reverse(" + call.arg(0) + ")";
  }

  /**
   * Where texts may grow, by a function with a limit: the engine's own makes gigabytes in one call,
   * which nothing can interrupt.
   */
  private static String replace(BoundCall call) {
    boolean isBounded =
        call.text(1)
            .flatMap(from -> call.text(2).map(to -> to.length() <= from.length()))
            .orElse(false);
    return "%s(%s, %s, %s)"
        .formatted(
            isBounded ? "replace" : "druid_bounded_replace", call.arg(0), call.arg(1), call.arg(2));
  }

  private static String contains(BoundCall call, String folded) {
    String part =
        SqlUtil.isNullLiteral(call.operand(1), true)
            ? "CAST(NULL AS VARCHAR)"
            : Literals.text(
                call.text(1)
                    .orElseThrow(
                        () -> call.fault(1, "The text to look for has to be a text literal")));
    return "contains(%s, %s)"
        .formatted(folded, folded)
        .formatted("CAST(" + call.arg(0) + " AS VARCHAR)", part);
  }

  private static DruidFunction text(String signature, String sql, String example, String value) {
    return function(signature)
        .returns("VARCHAR", Typing.VARCHAR)
        .takes(Typing.TEXT)
        .renders(sql)
        .example(example, value);
  }

  private static DruidFunction stripped(
      String signature, String engine, String example, String value) {
    return function(signature)
        .returns("VARCHAR", Typing.VARCHAR)
        .takes(Typing.families(1, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER))
        .renders(
            call ->
                "%s(%s, %s)".formatted(engine, call.arg(0), call.size() == 2 ? call.arg(1) : "' '"))
        .example(example, value);
  }

  private static DruidFunction padded(
      String signature, String macro, String example, String value) {
    return function(signature)
        .returns("VARCHAR", Typing.VARCHAR)
        .takes(
            Typing.families(
                2, SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER, SqlTypeFamily.CHARACTER))
        .nulls("P; longer text is cut at the right")
        .renders(
            call ->
                "%s(%s, %s, %s)"
                    .formatted(
                        macro, call.arg(0), call.arg(1), call.size() == 3 ? call.arg(2) : "' '"))
        .example(example, value);
  }

  private static String trim(BoundCall call) {
    SqlTrimFunction.Flag side =
        ((SqlLiteral) call.operand(0)).getValueAs(SqlTrimFunction.Flag.class);
    String function =
        switch (side) {
          case BOTH -> "trim";
          case LEADING -> "ltrim";
          case TRAILING -> "rtrim";
        };
    return "%s(%s, %s)".formatted(function, call.arg(2), call.arg(1));
  }
}
