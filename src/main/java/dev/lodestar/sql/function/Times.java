package dev.lodestar.sql.function;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Renderings of calendar arithmetic. Each prints its operands once, so that nesting stays small.
 */
final class Times {
  private Times() {}

  /** ISO or SQL text as a time; text without an offset is read in the zone. */
  static String parse(String text, ZoneId zone) {
    boolean field = text.startsWith("\"");
    return Zones.isUtc(zone)
        ? (field ? "druid_time_parse_field(" : "druid_time_parse(") + text + ")"
        : "druid_time_parse_in(%s, %s)".formatted(text, Literals.text(zone.getId()));
  }

  /** A time plus or minus an interval, which is a number of months or milliseconds. */
  static String addInterval(BoundCall call, String time, int interval, int sign) {
    boolean months = SqlTypeName.YEAR_INTERVAL_TYPES.contains(call.type(interval).getSqlTypeName());
    SqlNode operand = call.operand(interval);
    ZoneId zone = call.timeZone();
    if (operand instanceof SqlIntervalLiteral literal) {
      long amount = sign * Literals.amount(literal);
      return period(months, amount).add(time, "1", zone);
    }
    String amount = sign < 0 ? "(- " + call.arg(interval) + ")" : call.arg(interval);
    return period(months, 1).add(time, amount, zone);
  }

  private static TimePeriod period(boolean months, long amount) {
    return months ? TimePeriod.months(Math.toIntExact(amount)) : TimePeriod.millis(amount);
  }

  /** An operand that is a time. A bare NULL says its type, else the engine has to guess it. */
  static String time(BoundCall call, int index) {
    return SqlUtil.isNullLiteral(call.operand(index), false)
        ? "CAST(NULL AS TIMESTAMP)"
        : call.arg(index);
  }

  static String floorTo(BoundCall call, SqlNode unit) {
    return period(unit).floor(time(call, 0), zone(call));
  }

  static String ceilTo(BoundCall call, SqlNode unit) {
    return period(unit).ceil(time(call, 0), zone(call));
  }

  /** TIMESTAMPADD(unit, n, ts). */
  static String timestampAdd(BoundCall call) {
    return period(call.operand(0)).add(time(call, 2), call.arg(1), zone(call));
  }

  /**
   * TIMESTAMPDIFF(unit, from, to): whole units between, toward zero. A day has 24 hours here;
   * months are those of the zone's calendar.
   */
  static String timestampDiff(BoundCall call) {
    TimePeriod unit = period(call.operand(0));
    ZoneId zone = unit.months() > 0 ? zone(call) : ZoneOffset.UTC;
    return "date_sub('%s', %s, %s)"
        .formatted(
            unit.unitName(),
            Zones.toLocal(time(call, 1), zone),
            Zones.toLocal(time(call, 2), zone));
  }

  /** EXTRACT(unit FROM ts). */
  static String extract(BoundCall call) {
    TimeUnit unit = ((SqlIntervalQualifier) call.operand(0)).getUnit();
    if (SqlTypeName.INTERVAL_TYPES.contains(call.type(1).getSqlTypeName())) {
      throw call.fault(1, "EXTRACT reads times, not intervals");
    }
    return extract(call, 0, unit.name(), time(call, 1), zone(call));
  }

  static String extract(BoundCall call, int unitAt, String unit, String time, ZoneId zone) {
    String local = Zones.toLocal(time, zone);
    return switch (unit) {
      case "EPOCH" -> "(epoch_ms(" + time + ") // 1000)";
      case "MILLISECOND" -> "(extract('millisecond' FROM " + local + ") % 1000)";
      case "DOW", "ISODOW" -> "extract('isodow' FROM " + local + ")";
      case "SECOND",
          "MINUTE",
          "HOUR",
          "DAY",
          "DOY",
          "WEEK",
          "MONTH",
          "QUARTER",
          "YEAR",
          "ISOYEAR",
          "DECADE",
          "CENTURY",
          "MILLENNIUM" ->
          "extract('%s' FROM %s)".formatted(unit.toLowerCase(Locale.ROOT), local);
      default -> throw call.fault(unitAt, "The unit %s is not supported".formatted(unit));
    };
  }

  static ZoneId zone(BoundCall call) {
    return call.timeZone();
  }

  private static TimePeriod period(SqlNode unit) {
    SqlIntervalQualifier qualifier = (SqlIntervalQualifier) unit;
    // ODBC's names of units, such as SQL_TSI_DAY, stay names.
    String name =
        qualifier.timeFrameName == null
            ? qualifier.getUnit().name()
            : qualifier.timeFrameName.toUpperCase(Locale.ROOT).replaceFirst("^SQL_TSI_", "");
    return TimePeriod.ofUnit(name)
        .orElseThrow(
            () ->
                dev.lodestar.sql.parse.SqlFault.invalid(
                    "The unit %s is not supported here".formatted(name), unit.getParserPosition()));
  }
}
