package dev.lodestar.sql.function;

import dev.lodestar.sql.EngineFunction;
import dev.lodestar.sql.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the engine cannot do itself: Java's regular expressions, UTF-16 and Joda-Time patterns. */
public final class EngineFunctions {
  private static final SqlType TEXT = SqlType.VARCHAR;
  private static final SqlType WHOLE = SqlType.BIGINT;
  private static final int PAD_MAX = 1 << 24;

  /** No double has a digit so far from its point. */
  private static final int DIGITS_MAX = 1100;

  private static final List<EngineFunction> SCALARS =
      List.of(
          of(
              "regexp_extract",
              TEXT,
              a -> Regexes.extract(text(a, 0), text(a, 1), whole(a, 2)),
              TEXT,
              TEXT,
              WHOLE),
          of("regexp_like", SqlType.BOOLEAN, a -> Regexes.like(text(a, 0), text(a, 1)), TEXT, TEXT),
          of(
              "regexp_replace",
              TEXT,
              a -> Regexes.replace(text(a, 0), text(a, 1), text(a, 2)),
              TEXT,
              TEXT,
              TEXT),
          of("utf16_length", WHOLE, a -> (long) text(a, 0).length(), TEXT),
          of(
              "utf16_substring",
              TEXT,
              a -> substring(text(a, 0), whole(a, 1), whole(a, 2)),
              TEXT,
              WHOLE,
              WHOLE),
          of("utf16_reverse", TEXT, a -> new StringBuilder(text(a, 0)).reverse().toString(), TEXT),
          of(
              "bounded_replace",
              TEXT,
              a -> replace(text(a, 0), text(a, 1), text(a, 2)),
              TEXT,
              TEXT,
              TEXT),
          of("utf16_repeat", TEXT, a -> repeat(text(a, 0), whole(a, 1)), TEXT, WHOLE),
          of(
              "utf16_lpad",
              TEXT,
              a -> pad(text(a, 0), whole(a, 1), text(a, 2), true),
              TEXT,
              WHOLE,
              TEXT),
          of(
              "utf16_rpad",
              TEXT,
              a -> pad(text(a, 0), whole(a, 1), text(a, 2), false),
              TEXT,
              WHOLE,
              TEXT),
          of(
              "utf16_position",
              WHOLE,
              a -> position(text(a, 0), text(a, 1), whole(a, 2)),
              TEXT,
              TEXT,
              WHOLE),
          of("count", WHOLE, a -> count(whole(a, 0)), WHOLE),
          of("parse_long", WHOLE, a -> parseLong(text(a, 0), whole(a, 1)), TEXT, WHOLE),
          of(
              "java_double_text",
              TEXT,
              a -> Double.toString((Double) argument(a, 0)),
              SqlType.DOUBLE),
          of("iso_time", WHOLE, a -> JodaTimes.parseIso(text(a, 0), text(a, 1)), TEXT, TEXT),
          of(
              "time_pattern",
              WHOLE,
              a -> JodaTimes.parse(text(a, 0), text(a, 1), text(a, 2)),
              TEXT,
              TEXT,
              TEXT),
          of(
              "time_format",
              TEXT,
              a -> JodaTimes.format(whole(a, 0), text(a, 1), text(a, 2)),
              WHOLE,
              TEXT,
              TEXT),
          of("java_upper", TEXT, a -> text(a, 0).toUpperCase(Locale.ROOT), TEXT),
          of("java_lower", TEXT, a -> text(a, 0).toLowerCase(Locale.ROOT), TEXT),
          of("base64_text", TEXT, a -> base64(text(a, 0)), TEXT),
          of("shift_left", WHOLE, a -> whole(a, 0) << whole(a, 1), WHOLE, WHOLE),
          of("shift_right", WHOLE, a -> whole(a, 0) >> whole(a, 1), WHOLE, WHOLE),
          of(
              "java_round",
              SqlType.DOUBLE,
              a -> round(real(a, 0), whole(a, 1)),
              SqlType.DOUBLE,
              WHOLE),
          of("double_bits", WHOLE, a -> Double.doubleToLongBits(real(a, 0)), SqlType.DOUBLE),
          of("bits_double", SqlType.DOUBLE, a -> Double.longBitsToDouble(whole(a, 0)), WHOLE),
          of("java_long", WHOLE, a -> (long) real(a, 0), SqlType.DOUBLE),
          of(
              "human_readable",
              TEXT,
              a -> Formats.humanReadable(whole(a, 0), whole(a, 1), text(a, 2)),
              WHOLE,
              WHOLE,
              TEXT),
          of("string_format", TEXT, a -> Formats.format(text(a, 0), text(a, 1)), TEXT, TEXT),
          of("ipv4_parse", WHOLE, a -> IpAddresses.parseIpv4(text(a, 0)), TEXT),
          of("ipv4_dotted", WHOLE, a -> IpAddresses.parseDotted(text(a, 0)), TEXT),
          of("ipv4_number", WHOLE, a -> IpAddresses.numberOf(whole(a, 0)), WHOLE),
          of("ipv4_text", TEXT, a -> IpAddresses.printIpv4(whole(a, 0)), WHOLE),
          of(
              "ipv6_match",
              SqlType.BOOLEAN,
              a -> IpAddresses.matchesIpv6(text(a, 0), text(a, 1)),
              TEXT,
              TEXT),
          of("json_merge_text", TEXT, a -> JsonDocuments.merge(text(a, 0), text(a, 1)), TEXT, TEXT),
          of("json_paths_text", TEXT, a -> JsonDocuments.paths(text(a, 0)), TEXT));

  public static final List<EngineFunction> ALL =
      Stream.of(SCALARS, ListTexts.ALL, FormedTexts.ALL).flatMap(List::stream).toList();

  private EngineFunctions() {}

  static EngineFunction of(
      String name,
      SqlType returns,
      Function<@Nullable Object[], @Nullable Object> body,
      SqlType... parameters) {
    return new EngineFunction(
        "druid_" + name,
        List.of(parameters),
        returns,
        arguments ->
            Arrays.stream(arguments).anyMatch(argument -> argument == null)
                ? null
                : body.apply(arguments));
  }

  private static Object argument(@Nullable Object[] arguments, int index) {
    return java.util.Objects.requireNonNull(arguments[index]);
  }

  private static String text(@Nullable Object[] arguments, int index) {
    return (String) argument(arguments, index);
  }

  private static long whole(@Nullable Object[] arguments, int index) {
    return (Long) argument(arguments, index);
  }

  private static double real(@Nullable Object[] arguments, int index) {
    return (Double) argument(arguments, index);
  }

  private static String base64(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  private static double round(double value, long digits) {
    int scale = Math.clamp(digits, -DIGITS_MAX, DIGITS_MAX);
    return BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_UP).doubleValue();
  }

  private static String substring(String text, long start, long length) {
    long from = Math.max(start, 1) - 1;
    if (start > text.length() || length < 0) {
      return "";
    }
    long end = Math.min(length, Integer.MAX_VALUE) + Math.max(start, -PAD_MAX) - 1;
    return from >= text.length() || end <= from
        ? ""
        : text.substring((int) from, (int) Math.min(end, text.length()));
  }

  private static String replace(String text, String part, String other) {
    if (part.isEmpty()) {
      return text;
    }
    long parts = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      parts++;
    }
    if (text.length() + parts * (other.length() - part.length()) > PAD_MAX) {
      throw new IllegalArgumentException("REPLACE makes a text longer than " + PAD_MAX);
    }
    return text.replace(part, other);
  }

  private static String repeat(String text, long count) {
    if (text.length() * count > PAD_MAX) {
      throw new IllegalArgumentException("REPEAT makes a text longer than " + PAD_MAX);
    }
    return text.repeat((int) count);
  }

  private static String pad(String text, long length, String padding, boolean left) {
    if (length > PAD_MAX) {
      throw new IllegalArgumentException("a padded text may not be longer than " + PAD_MAX);
    }
    int size = (int) Math.max(length, 0);
    if (text.length() >= size) {
      return text.substring(0, size);
    }
    if (padding.isEmpty()) {
      return text;
    }
    int missing = size - text.length();
    String fill = padding.repeat(missing / padding.length() + 1).substring(0, missing);
    return left ? fill + text : text + fill;
  }

  private static long position(String text, String part, long from) {
    return text.indexOf(part, Math.clamp(from, 1, text.length() + 1) - 1) + 1L;
  }

  private static long count(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("LEFT and RIGHT take a length that is not negative");
    }
    return count;
  }

  private static @Nullable Long parseLong(String text, long radix) {
    String digits =
        radix == 16 && (text.startsWith("0x") || text.startsWith("0X")) ? text.substring(2) : text;
    try {
      return Long.parseLong(digits, (int) radix);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
