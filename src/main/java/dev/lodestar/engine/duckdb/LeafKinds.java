package dev.lodestar.engine.duckdb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lodestar.data.StoredLeaf.Kind;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** Counts how many values of one place each kind of column can hold. */
final class LeafKinds {
  /** A column of a kind pays when it holds all but one of so many values. */
  private static final int OTHERS_MIN = 20;

  /** Numbers beyond it, or so near to zero, print with an exponent. */
  private static final double PLAIN_MAX = 1e15;

  private static final double PLAIN_MIN = 1e-4;

  private final Map<Kind, Long> held = new EnumMap<>(Kind.class);
  private long values;

  /** Counts the value that the parser is at. */
  void add(JsonParser parser) throws IOException {
    values++;
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      count(Kind.BOOLEAN);
    } else if (token == JsonToken.VALUE_NUMBER_INT) {
      addWhole(parser);
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      addFraction(parser.getDoubleValue());
    }
  }

  private void addWhole(JsonParser parser) throws IOException {
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      count(Kind.LONG);
      if (Math.abs((double) parser.getLongValue()) < PLAIN_MAX) {
        count(Kind.NUMBER);
      }
    }
  }

  private void addFraction(double value) {
    double size = Math.abs(value);
    if (size == 0 || (size >= PLAIN_MIN && size < PLAIN_MAX)) {
      count(Kind.DOUBLE);
      if (value != Math.rint(value)) {
        count(Kind.NUMBER);
      }
    }
  }

  private void count(Kind kind) {
    held.merge(kind, 1L, Long::sum);
  }

  /** The kind that holds most of them, the plainest of equal ones; text when none holds enough. */
  Kind best() {
    Kind best = Kind.TEXT;
    long most = 0;
    for (Kind kind : Kind.values()) {
      long count = held.getOrDefault(kind, 0L);
      if (count > most && (values - count) * OTHERS_MIN <= values) {
        best = kind;
        most = count;
      }
    }
    return best;
  }
}
