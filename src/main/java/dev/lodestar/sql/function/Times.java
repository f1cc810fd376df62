package dev.lodestar.sql.function;

import java.time.ZoneId;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlNode;
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

  static String floorTo(BoundCall call, SqlNode unit) {
    return period(unit).floor(call.arg(0), zone(call));
  }

  static String ceilTo(BoundCall call, SqlNode unit) {
    return period(unit).ceil(call.arg(0), zone(call));
  }

  /** TIMESTAMPADD(unit, n, ts). */
  static String timestampAdd(BoundCall call) {
    return period(call.operand(0)).add(call.arg(2), call.arg(1), zone(call));
  }

  /** TIMESTAMPDIFF(unit, from, to): whole units between, toward zero. */
  static String timestampDiff(BoundCall call) {
    ZoneId zone = zone(call);
    return "date_sub('%s', %s, %s)"
        .formatted(
            period(call.operand(0)).unitName(),
            Zones.toLocal(call.arg(1), zone),
            Zones.toLocal(call.arg(2), zone));
  }

  /** EXTRACT(unit FROM ts). */
  static String extract(BoundCall call) {
    TimeUnit unit = ((SqlIntervalQualifier) call.operand(0)).getUnit();
    return extract(call, 0, unit.name(), call.arg(1), zone(call));
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
          "extract('%s' FROM %s)".formatted(unit.toLowerCase(java.util.Locale.ROOT), local);
      default -> throw call.fault(unitAt, "The unit %s is not supported".formatted(unit));
    };
  }

  static ZoneId zone(BoundCall call) {
    return call.timeZone();
  }

  private static TimePeriod period(SqlNode unit) {
    TimeUnit name = ((SqlIntervalQualifier) unit).getUnit();
    return TimePeriod.ofUnit(name.name())
        .orElseThrow(
            () ->
                dev.lodestar.sql.parse.SqlFault.invalid(
                    "The unit %s is not supported here".formatted(name), unit.getParserPosition()));
  }
}
