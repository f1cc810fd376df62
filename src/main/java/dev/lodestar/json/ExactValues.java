package dev.lodestar.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.List;

/**
 * Makes a mapper take members as the API declares them: no number for a text, no text for a number
 * or a truth value, no fraction for a whole number, and nothing after the document.
 *
 * <p>A value of the wrong kind is a mistake; guessing what it means would hide it.
 */
public final class ExactValues {
  private ExactValues() {}

  public static void require(ObjectMapper json) {
    json.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    json.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    coerce(json, CoercionAction.Fail);
  }

  /** The same mapper for what was stored before this rule held. */
  public static ObjectMapper relaxed(ObjectMapper json) {
    ObjectMapper relaxed = json.copy().enable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    coerce(relaxed, CoercionAction.TryConvert);
    return relaxed;
  }

  private static void coerce(ObjectMapper json, CoercionAction action) {
    set(
        action,
        json.coercionConfigFor(LogicalType.Textual),
        CoercionInputShape.Integer,
        CoercionInputShape.Float,
        CoercionInputShape.Boolean);
    for (LogicalType type : List.of(LogicalType.Integer, LogicalType.Float)) {
      set(
          action,
          json.coercionConfigFor(type),
          CoercionInputShape.String,
          CoercionInputShape.EmptyString,
          CoercionInputShape.Boolean);
    }
    set(
        action,
        json.coercionConfigFor(LogicalType.Boolean),
        CoercionInputShape.String,
        CoercionInputShape.EmptyString,
        CoercionInputShape.Integer,
        CoercionInputShape.Float);
  }

  private static void set(
      CoercionAction action, MutableCoercionConfig config, CoercionInputShape... shapes) {
    for (CoercionInputShape shape : shapes) {
      config.setCoercion(shape, action);
    }
  }
}
