package dev.lodestar.sql.render;

import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlSelectKeyword;

/**
 * Aggregates that see each text of a row: those that count distinct ones and those that collect.
 *
 * <p>Every other aggregate gets the row's texts as one text, as results show them. Source:
 * data-plane specification, 3.4 and 9.10.
 */
final class MultiValueAggregates {
  private MultiValueAggregates() {}

  /** The rendering of an aggregate of lists, if it is one of those. */
  static Optional<String> render(RenderedCall rendered) {
    SqlCall call = rendered.call();
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    String all =
        "flatten(list(druid_mv_values(%s))%s)"
            .formatted(rendered.render(rendered.operand(0)), rendered.over());
    if (name.startsWith("APPROX_COUNT_DISTINCT") || (name.equals("COUNT") && isDistinct(call))) {
      return Optional.of("coalesce(len(list_distinct(" + all + ")), 0)");
    }
    String texts = isDistinct(call) ? "druid_mv_distinct(" + all + ")" : all;
    return switch (name) {
      case "ARRAY_AGG" -> Optional.of(texts);
      case "STRING_AGG", "LISTAGG" ->
          Optional.of("druid_mv_joined(%s, %s)".formatted(texts, separator(rendered)));
      default -> Optional.empty();
    };
  }

  private static String separator(RenderedCall call) {
    if (call.size() < 2) {
      return "''";
    }
    if (call.text(1).isEmpty()) {
      throw call.fault(1, "The separator has to be a text literal");
    }
    return call.arg(1);
  }

  private static boolean isDistinct(SqlCall call) {
    SqlLiteral quantifier = call.getFunctionQuantifier();
    return quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT;
  }
}
