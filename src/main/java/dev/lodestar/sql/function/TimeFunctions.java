package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;
import static dev.lodestar.sql.function.Declaration.standard;

import java.util.List;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** Functions of times. Zones and patterns are literals; a zone argument beats the statement's. */
final class TimeFunctions {
  private static final SqlTypeFamily TIME = SqlTypeFamily.DATETIME;
  private static final SqlTypeFamily TEXT = SqlTypeFamily.CHARACTER;

  static final List<DruidFunction> ALL =
      List.of(
          standard("CURRENT_TIMESTAMP", SqlStdOperatorTable.CURRENT_TIMESTAMP)
              .returns("TIMESTAMP")
              .nulls("never NULL; fixed for the statement")
              .renders(call -> Literals.instant(call.now()))
              .example("CURRENT_TIMESTAMP", "2024-08-14 21:30:13.793"),
          standard("CURRENT_DATE", SqlStdOperatorTable.CURRENT_DATE)
              .returns("DATE")
              .nulls("never NULL; midnight in the statement's zone")
              .renders(TimeFunctionRules::currentDate)
              .example("CURRENT_DATE", "2024-08-14 00:00:00.0"),
          function("TIME_PARSE(text[, pattern[, zone]])")
              .returns("TIMESTAMP", Typing.MAYBE_TIMESTAMP)
              .takes(Typing.families(1, TEXT, TEXT, TEXT))
              .nulls("P; NULL when it cannot be parsed")
              .renders(TimeFunctionRules::timeParse)
              .example("TIME_PARSE('2005-11-01', 'YYYY-MM-dd', '-05:00')", "2005-11-01 05:00:00.0"),
          function("TIME_FORMAT(ts[, pattern[, zone]])")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(Typing.families(1, TIME, TEXT, TEXT))
              .renders(TimeFunctionRules::timeFormat)
              .example(
                  "TIME_FORMAT(TIMESTAMP '2013-08-01 08:14:37', 'dd-MM-YYYY hh:mm aa zzz', '-05:00')",
                  "01-08-2013 03:14 AM -05:00"),
          function("MILLIS_TO_TIMESTAMP(n)")
              .returns("TIMESTAMP", Typing.TIMESTAMP)
              .takes(Typing.NUMBER)
              .renders(
                  call ->
                      Typing.isInteger(call.type(0))
                          ? "druid_ms_time(" + call.arg(0) + ")"
                          : "druid_ms_time(CAST(trunc(" + call.arg(0) + ") AS BIGINT))")
              .example("MILLIS_TO_TIMESTAMP(1375344877000)", "2013-08-01 08:14:37.0"),
          function("TIMESTAMP_TO_MILLIS(ts)")
              .returns("BIGINT", Typing.BIGINT)
              .takes(OperandTypes.DATETIME)
              .renders("epoch_ms({0})")
              .example("TIMESTAMP_TO_MILLIS(TIMESTAMP '2013-08-01 08:14:37')", "1375344877000"),
          function("TIME_FLOOR(ts, period[, origin[, zone]])")
              .returns("TIMESTAMP", Typing.MAYBE_TIMESTAMP)
              .takes(Typing.families(2, TIME, TEXT, TIME, TEXT))
              .renders(TimeFunctionRules::timeFloor)
              .example(
                  "TIME_FLOOR(TIMESTAMP '2000-02-03 04:05:06', 'P1D', NULL, 'America/Los_Angeles')",
                  "2000-02-02 08:00:00.0"),
          function("TIME_CEIL(ts, period[, origin[, zone]])")
              .returns("TIMESTAMP", Typing.MAYBE_TIMESTAMP)
              .takes(Typing.families(2, TIME, TEXT, TIME, TEXT))
              .renders(TimeFunctionRules::timeCeil)
              .example(
                  "TIME_CEIL(TIMESTAMP '2000-02-03 04:05:06', 'PT1H')", "2000-02-03 05:00:00.0"),
          function("DATE_TRUNC(unit, ts)")
              .returns("TIMESTAMP", Typing.TIMESTAMP)
              .takes(Typing.families(2, TEXT, TIME))
              .renders(TimeFunctionRules::dateTrunc)
              .example(
                  "DATE_TRUNC('decade', TIMESTAMP '2013-08-01 08:14:37')", "2010-01-01 00:00:00.0"),
          function("TIME_SHIFT(ts, period, n[, zone])")
              .returns("TIMESTAMP", Typing.TIMESTAMP)
              .takes(Typing.families(3, TIME, TEXT, SqlTypeFamily.INTEGER, TEXT))
              .renders(TimeFunctionRules::timeShift)
              .example(
                  "TIME_SHIFT(TIMESTAMP '2000-02-03 04:05:06', 'PT2H', -3)",
                  "2000-02-02 22:05:06.0"),
          function("TIME_EXTRACT(ts, unit[, zone])")
              .returns("BIGINT", Typing.BIGINT)
              .takes(Typing.families(2, TIME, TEXT, TEXT))
              .renders(TimeFunctionRules::timeExtract)
              .example("TIME_EXTRACT(TIMESTAMP '2013-08-01 08:14:37', 'hour', '-04:00')", "4"),
          standard("EXTRACT(unit FROM ts)", SqlStdOperatorTable.EXTRACT)
              .returns("BIGINT")
              .renders(Times::extract)
              .example("EXTRACT(DOW FROM TIMESTAMP '2024-08-18 00:00:00')", "7"),
          standard("TIMESTAMPADD(unit, n, ts)", SqlStdOperatorTable.TIMESTAMP_ADD)
              .returns("TIMESTAMP")
              .renders(Times::timestampAdd)
              .example(
                  "TIMESTAMPADD(MONTH, 5, TIMESTAMP '2000-01-01 00:00:00')",
                  "2000-06-01 00:00:00.0"),
          standard("TIMESTAMPDIFF(unit, a, b)", SqlStdOperatorTable.TIMESTAMP_DIFF)
              .returns("INTEGER")
              .nulls("P; whole units, toward zero")
              .renders(Times::timestampDiff)
              .example(
                  "TIMESTAMPDIFF(MINUTE, TIMESTAMP '2013-08-01 08:14:37', TIMESTAMP '2013-08-01 09:09:06')",
                  "54"),
          function("TIME_IN_INTERVAL(ts, interval)")
              .returns("BOOLEAN", Typing.BOOLEAN)
              .takes(Typing.families(2, TIME, TEXT))
              .nulls("P; the start is in, the end is not")
              .renders(TimeFunctionRules::timeInInterval)
              .example(
                  "TIME_IN_INTERVAL(TIMESTAMP '2013-08-01 08:14:37', '2013-08-01T08:00:00/PT1H')",
                  "true"));

  private TimeFunctions() {}
}
