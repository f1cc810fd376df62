package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * LOOKUP, as a sub-query that the engine turns into a join; the relation that it reads has each key
 * once. Source: data-plane specification, 8.7; docs/decisions/0044-lookups.md.
 */
final class LookupFunctions {
  static final List<DruidFunction> ALL =
      List.of(
          function("LOOKUP(x, name[, replacement])")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(
                  Typing.families(
                      2, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER))
              .nulls("the replacement, or NULL, for NULL and for a missing key")
              .renders(LookupFunctions::render)
              .example("LOOKUP('ORD', 'code_to_name', 'key not found')", "key not found"));

  private LookupFunctions() {}

  private static String render(BoundCall call) {
    String name =
        call.text(1)
            .orElseThrow(() -> call.fault(1, "The name of a lookup has to be a text literal"));
    String value =
        "(SELECT __value FROM (SELECT k AS __key, v AS __value FROM %s) WHERE __key = %s)"
            .formatted(call.lookup(1, name), call.arg(0));
    return replacement(call)
        .map(text -> "coalesce(%s, %s)".formatted(value, Literals.text(text)))
        .orElse(value);
  }

  private static Optional<String> replacement(BoundCall call) {
    if (call.size() < 3 || SqlUtil.isNullLiteral(call.operand(2), true)) {
      return Optional.empty();
    }
    return Optional.of(
        call.text(2)
            .orElseThrow(
                () -> call.fault(2, "What LOOKUP puts for missing keys has to be a text literal")));
  }
}
