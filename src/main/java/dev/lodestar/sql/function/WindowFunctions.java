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
          window("NTILE(n)", SqlStdOperatorTable.NTILE, "ntile", "NTILE(4)", "2"),
          window("LAG(x[, n])", SqlStdOperatorTable.LAG, "lag", "LAG(x)", "4"),
          window("LEAD(x[, n])", SqlStdOperatorTable.LEAD, "lead", "LEAD(x, 1)", "1"),
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

  private static DruidFunction window(
      String signature, SqlOperator operator, String engine, String example, String value) {
    return standard(signature, operator)
        .returns(signature.startsWith("NTILE") ? "BIGINT" : "type of x")
        .nulls("NULL where there is no such row")
        .renders(engine + "({*}){over}")
        .example(example + OVER, value);
  }
}
