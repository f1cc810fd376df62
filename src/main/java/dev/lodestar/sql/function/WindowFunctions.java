package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.standard;

import java.util.List;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Functions that need OVER; see {@link Aggregates} for the rows of the examples. */
final class WindowFunctions {
  private static final String OVER = " OVER (ORDER BY x DESC) FROM example LIMIT 1 OFFSET 1";

  static final List<DruidFunction> ALL =
      List.of(
          ranked("ROW_NUMBER()", SqlStdOperatorTable.ROW_NUMBER, "row_number", "2"),
          ranked("RANK()", SqlStdOperatorTable.RANK, "rank", "2"),
          ranked("DENSE_RANK()", SqlStdOperatorTable.DENSE_RANK, "dense_rank", "2"),
          ranked(
              "PERCENT_RANK()",
              SqlStdOperatorTable.PERCENT_RANK,
              "percent_rank",
              "0.3333333333333333"),
          ranked("CUME_DIST()", SqlStdOperatorTable.CUME_DIST, "cume_dist", "0.5"),
          standard("NTILE(n)", SqlStdOperatorTable.NTILE)
              .returns("BIGINT")
              .nulls("never NULL")
              .renders(WindowFunctions::tile)
              .example("NTILE(4)" + OVER, "2"),
          shift("LAG(x[, n])", SqlStdOperatorTable.LAG, "lag", "LAG(x)", "4"),
          shift("LEAD(x[, n])", SqlStdOperatorTable.LEAD, "lead", "LEAD(x, 1)", "1"),
          window(
              "FIRST_VALUE(x)",
              SqlStdOperatorTable.FIRST_VALUE,
              "first_value",
              "FIRST_VALUE(x)",
              "4"),
          window(
              "LAST_VALUE(x)", SqlStdOperatorTable.LAST_VALUE, "last_value", "LAST_VALUE(x)", "2"));

  private WindowFunctions() {}

  private static DruidFunction ranked(
      String signature, SqlOperator operator, String engine, String value) {
    return standard(signature, operator)
        .returns(signature.startsWith("PERC") || signature.startsWith("CUME") ? "DOUBLE" : "BIGINT")
        .nulls("never NULL")
        .renders(engine + "(){over}")
        .example(signature + OVER, value);
  }

  private static String tile(BoundCall call) {
    long tiles = WholeLiterals.between(call, 0, "number of tiles", 1, Integer.MAX_VALUE);
    return "ntile(%d)%s".formatted(tiles, call.over());
  }

  // A third operand is accepted and has no effect, as in Druid: see docs/decisions/0035.
  private static DruidFunction shift(
      String signature, SqlOperator operator, String engine, String example, String value) {
    return standard(signature, operator)
        .returns("type of x")
        .nulls("NULL where there is no such row")
        .renders(
            call -> {
              long rows =
                  call.size() < 2
                      ? 1
                      : WholeLiterals.between(
                          call, 1, "number of rows", Integer.MIN_VALUE, Integer.MAX_VALUE);
              return "%s(%s, %d)%s".formatted(engine, call.arg(0), rows, call.over());
            })
        .example(example + OVER, value);
  }

  private static DruidFunction window(
      String signature, SqlOperator operator, String engine, String example, String value) {
    return standard(signature, operator)
        .returns("type of x")
        .nulls("NULL where there is no such row")
        .renders(engine + "({0}){over}")
        .example(example + OVER, value);
  }
}
