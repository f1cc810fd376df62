package dev.lodestar.sql.function;

import dev.lodestar.sql.parse.SqlFault;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlLiteral;

/** Constants in the engine's language. */
public final class Literals {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private Literals() {}

  /** A literal of a validated tree; times are read in the zone. */
  @SuppressWarnings("MissingCasesInEnumSwitch") // Literals of other types are refused.
  public static String render(SqlLiteral literal, ZoneId zone) {
    return switch (literal.getTypeName()) {
      case NULL -> "NULL";
      case BOOLEAN -> literal.getValue() == null ? "NULL" : literal.toValue();
      case CHAR, VARCHAR -> text(literal.getValueAs(String.class));
      case DECIMAL -> integer(literal);
      case DOUBLE -> number(literal.bigDecimalValue(), literal);
      case INTERVAL_YEAR,
          INTERVAL_YEAR_MONTH,
          INTERVAL_MONTH,
          INTERVAL_DAY,
          INTERVAL_DAY_HOUR,
          INTERVAL_DAY_MINUTE,
          INTERVAL_DAY_SECOND,
          INTERVAL_HOUR,
          INTERVAL_HOUR_MINUTE,
          INTERVAL_HOUR_SECOND,
          INTERVAL_MINUTE,
          INTERVAL_MINUTE_SECOND,
          INTERVAL_SECOND ->
          amount((SqlIntervalLiteral) literal) + "::BIGINT";
      case TIMESTAMP, DATE, TIMESTAMP_TZ, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> time(literal, zone);
      default ->
          throw SqlFault.notSupported(
              "This kind of literal is not supported here", literal.getParserPosition());
    };
  }

  /** A text constant. The engine's statements cannot hold NUL, so it is spelled as a call. */
  public static String text(String value) {
    String quoted = "'" + value.replace("'", "''") + "'";
    return quoted.indexOf('\0') < 0 ? quoted : "(" + quoted.replace("\0", "' || chr(0) || '") + ")";
  }

  /** A point in time. */
  public static String instant(Instant instant) {
    LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    // The engine writes years of more or less than four digits in its own way.
    return utc.getYear() < 1 || utc.getYear() > 9999
        ? "druid_ms_time(%d::BIGINT)".formatted(instant.toEpochMilli())
        : "TIMESTAMP '" + MILLISECONDS.format(utc) + "'";
  }

  /** The instant that a TIMESTAMP or DATE literal means in a zone. */
  public static Instant toInstant(SqlLiteral literal, ZoneId zone) {
    String text = Objects.requireNonNull(literal.toValue()).replace(' ', 'T');
    LocalDateTime local = LocalDateTime.parse(text.length() == 10 ? text + "T00:00:00" : text);
    return local.atZone(zone).toInstant();
  }

  /** The months or milliseconds of an interval. */
  static long amount(SqlIntervalLiteral literal) {
    return Objects.requireNonNull(literal.getValueAs(BigDecimal.class)).longValue();
  }

  private static String time(SqlLiteral literal, ZoneId zone) {
    return instant(toInstant(literal, zone));
  }

  // Spelled as BIGINT, else the engine computes small constants in 32 bits and overflows.
  private static String integer(SqlLiteral literal) {
    BigDecimal value = Objects.requireNonNull(literal.bigDecimalValue());
    if (value.scale() > 0 || value.toBigInteger().bitLength() >= Long.SIZE) {
      return number(value, literal);
    }
    // The sign belongs to the digits: the smallest BIGINT exists only with it.
    return value.signum() < 0
        ? "CAST(" + value.toBigInteger() + " AS BIGINT)"
        : value.toBigInteger() + "::BIGINT";
  }

  private static String number(BigDecimal value, SqlLiteral literal) {
    double number = value.doubleValue();
    if (Double.isInfinite(number)) {
      throw SqlFault.invalid("The number is too large for a DOUBLE", literal.getParserPosition());
    }
    String digits = Double.toString(number);
    String exact = digits.indexOf('E') < 0 ? digits + "e0" : digits.replace('E', 'e');
    return number < 0 ? "(" + exact + ")" : exact;
  }
}
