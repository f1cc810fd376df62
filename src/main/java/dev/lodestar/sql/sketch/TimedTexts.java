package dev.lodestar.sql.sketch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** A text and its time in milliseconds, as {@code {"lhs":1,"rhs":"a"}}; the text may be null. */
final class TimedTexts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TimedTexts() {}

  /** The pair in the form that is stored; empty for text that is none. */
  static Optional<String> read(String text) {
    JsonNode pair;
    try {
      pair = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    JsonNode time = pair.path("lhs");
    JsonNode value = pair.path("rhs");
    boolean isPair = time.canConvertToLong() && time.isIntegralNumber();
    return isPair && (value.isTextual() || value.isNull())
        ? Optional.of("{\"lhs\":%d,\"rhs\":%s}".formatted(time.longValue(), value))
        : Optional.empty();
  }
}
