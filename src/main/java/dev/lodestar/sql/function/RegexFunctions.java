package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * Java's regular expressions: patterns are literals and are checked when the statement is bound.
 */
final class RegexFunctions {
  static final List<DruidFunction> ALL =
      List.of(
          function("REGEXP_EXTRACT(x, pattern[, group])")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(
                  Typing.families(
                      2, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER))
              .nulls("P; NULL without a match")
              .renders(
                  call ->
                      "druid_regexp_extract(%s, %s, %s)"
                          .formatted(
                              call.arg(0),
                              pattern(call),
                              call.size() == 3 ? call.arg(2) : "0::BIGINT"))
              .example("REGEXP_EXTRACT('foo', 'f(.o)', 1)", "oo"),
          function("REGEXP_LIKE(x, pattern)")
              .returns("BOOLEAN", Typing.BOOLEAN)
              .takes(Typing.TEXT_TEXT)
              .renders(call -> "druid_regexp_like(%s, %s)".formatted(call.arg(0), pattern(call)))
              .example("REGEXP_LIKE('San Juan', '^S(?=an)')", "true"),
          function("REGEXP_REPLACE(x, pattern, replacement)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(
                  Typing.families(
                      3, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER))
              .renders(
                  call ->
                      "druid_regexp_replace(%s, %s, %s)"
                          .formatted(call.arg(0), pattern(call), call.arg(2)))
              .example("REGEXP_REPLACE('foo bar', '(\\w+) (\\w+)', '$2!')", "bar!"));

  private RegexFunctions() {}

  static String pattern(BoundCall call) {
    String pattern =
        call.text(1).orElseThrow(() -> call.fault(1, "The pattern has to be a text literal"));
    check(call, pattern);
    return Literals.text(pattern);
  }

  /** Errors: {@code INVALID_SQL} for the second operand. */
  static void check(BoundCall call, String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw call.fault(1, "The pattern is not a regular expression: " + e.getDescription());
    }
  }
}
