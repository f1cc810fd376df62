package dev.lodestar.sql.sketch;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How much numbers vary, in a form that combines: their count, their sum and the sum of their
 * squared distances from their mean, as base64 of three big-endian values of eight bytes.
 */
final class VarianceStates {
  private static final int BYTES = Long.BYTES + 2 * Double.BYTES;

  private VarianceStates() {}

  private record State(long count, double sum, double squares) {
    /** Chan's rule, which loses no precision where the means are large. */
    State plus(State other) {
      if (count == 0 || other.count == 0) {
        return count == 0 ? other : this;
      }
      double distance = other.sum / other.count - sum / count;
      double weight = (double) count * other.count / (count + other.count);
      return new State(
          count + other.count,
          sum + other.sum,
          squares + other.squares + distance * distance * weight);
    }
  }

  static String of(long count, double sum, double squares) {
    return encode(new State(count, sum, squares));
  }

  /** All of them together, with commas between them; NULL for none. */
  static @Nullable String merge(String states) {
    if (states.isEmpty()) {
      return null;
    }
    State merged = new State(0, 0, 0);
    for (String state : SketchText.parts(states)) {
      merged = merged.plus(read(state));
    }
    return encode(merged);
  }

  /**
   * What a state says.
   *
   * @param name of the aggregate that would say it of the numbers themselves
   */
  static @Nullable Double value(String text, String name) {
    State state = read(text);
    if (state.count == 0) {
      return null;
    }
    double population = state.squares / state.count;
    // Of a single value Druid says 0.
    double sample = state.count == 1 ? 0 : state.squares / (state.count - 1);
    return switch (name) {
      case "VAR_POP" -> population;
      case "VAR_SAMP", "VARIANCE" -> sample;
      case "STDDEV_POP" -> Math.sqrt(population);
      case "STDDEV_SAMP", "STDDEV" -> Math.sqrt(sample);
      default -> throw new IllegalStateException("no measure of spread: " + name);
    };
  }

  private static String encode(State state) {
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(BYTES)
                .putLong(state.count)
                .putDouble(state.sum)
                .putDouble(state.squares)
                .array());
  }

  private static State read(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    return new State(bytes.getLong(), bytes.getDouble(), bytes.getDouble());
  }
}
