package dev.lodestar.sql.sketch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.datasketches.memory.Memory;

/**
 * The forms in which values and sketches pass between the engine and Java, which share only scalar
 * types: texts as a JSON array, numbers and sketches with commas between them.
 */
final class SketchText {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private SketchText() {}

  static String encode(byte[] sketch) {
    return Base64.getEncoder().encodeToString(sketch);
  }

  static Memory decode(String sketch) {
    return Memory.wrap(Base64.getDecoder().decode(sketch));
  }

  /** Sketches with commas between them; an empty place is a missing sketch. */
  static List<String> parts(String joined) {
    return List.of(joined.split(",", -1));
  }

  /**
   * Gives each value to the consumer of its kind.
   *
   * @param kind {@code S} for texts, {@code L} for whole numbers, {@code D} for others
   */
  static void forEach(
      String values,
      String kind,
      Consumer<String> texts,
      LongConsumer wholes,
      DoubleConsumer reals) {
    switch (kind) {
      case "S" -> forEachText(values, texts);
      case "L" -> forEachNumber(values, number -> wholes.accept(Long.parseLong(number)));
      case "D" -> forEachNumber(values, number -> reals.accept(real(number)));
      default -> throw new IllegalStateException("no kind of value: " + kind);
    }
  }

  static void forEachReal(String values, DoubleConsumer reals) {
    forEachNumber(values, number -> reals.accept(real(number)));
  }

  /** A JSON array of numbers, as Druid prints arrays of doubles. */
  static String array(double... numbers) {
    return DoubleStream.of(numbers)
        .mapToObj(SketchText::number)
        .collect(Collectors.joining(",", "[", "]"));
  }

  static double[] reals(String values) {
    return values.isEmpty()
        ? new double[0]
        : Arrays.stream(values.split(",")).mapToDouble(SketchText::real).toArray();
  }

  private static String number(double number) {
    return Double.isFinite(number) ? Double.toString(number) : "\"" + number + "\"";
  }

  private static void forEachText(String values, Consumer<String> texts) {
    if (values.isEmpty()) {
      return;
    }
    try (JsonParser parser = JSON.createParser(values)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          texts.accept(parser.getText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading values of a sketch", e);
    }
  }

  private static void forEachNumber(String values, Consumer<String> numbers) {
    int from = 0;
    while (from < values.length()) {
      int comma = values.indexOf(',', from);
      int end = comma < 0 ? values.length() : comma;
      numbers.accept(values.substring(from, end));
      from = end + 1;
    }
  }

  // The engine's words for what is not a finite number.
  private static double real(String number) {
    return switch (number) {
      case "nan", "-nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(number);
    };
  }
}
