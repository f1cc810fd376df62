package dev.lodestar.sql.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the functions of {@link FormatFunctions} compute. */
final class Formats {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final String[] DECIMAL = {"K", "M", "G", "T", "P", "E"};
  private static final int PRECISION_MAX = 3;

  private Formats() {}

  /** A number with a unit, cut to {@code precision} decimals. */
  static String humanReadable(long number, long precision, String unitSystem) {
    if (precision < 0 || precision > PRECISION_MAX) {
      throw new IllegalArgumentException("the precision must be in the range of [0,3]");
    }
    return switch (unitSystem) {
      case "binary_byte" -> binary(number, precision);
      case "decimal_byte" -> decimal(number, precision, "B");
      case "decimal" -> decimal(number, precision, "").strip();
      default -> throw new IllegalStateException(unitSystem);
    };
  }

  private static String binary(long number, long precision) {
    if (number > -1024 && number < 1024) {
      return number + " B";
    }
    // The smallest long has no positive counterpart but the same highest bit as its magnitude.
    long magnitude = number == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(number);
    int unit = (63 - Long.numberOfLeadingZeros(magnitude)) / 10;
    return scaled(number / (double) (1L << (unit * 10)), precision) + " " + BINARY[unit] + "B";
  }

  private static String decimal(long number, long precision, String suffix) {
    if (number > -1000 && number < 1000) {
      return number + " " + suffix;
    }
    long rest = number;
    int unit = 0;
    while (rest <= -1_000_000 || rest >= 1_000_000) {
      rest /= 1000;
      unit++;
    }
    return scaled(rest / 1000.0, precision) + " " + DECIMAL[unit] + suffix;
  }

  private static String scaled(double number, long precision) {
    return String.format(Locale.ENGLISH, "%." + precision + "f", number);
  }

  /**
   * Java's format; values that do not fit the pattern are listed behind it instead.
   *
   * @param values a JSON array
   */
  static String format(String pattern, String values) {
    List<@Nullable Object> arguments = new ArrayList<>();
    try {
      for (JsonNode value : JSON.readTree(values)) {
        arguments.add(toJava(value));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the engine made JSON that is none", e);
    }
    try {
      return String.format(Locale.ENGLISH, pattern, arguments.toArray());
    } catch (IllegalFormatException e) {
      return arguments.stream()
          .map(argument -> "; " + argument)
          .collect(Collectors.joining("", pattern, ""));
    }
  }

  private static @Nullable Object toJava(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> value.asBoolean() ? 1L : 0L;
      case NUMBER -> value.isIntegralNumber() ? (Object) value.asLong() : (Object) value.asDouble();
      case STRING -> value.asText();
      case ARRAY, OBJECT, BINARY, POJO -> value.toString();
    };
  }
}
