package dev.lodestar.sql.function;

import dev.lodestar.data.DataType;

/**
 * Sketches and other states of aggregates that come from outside, as the text in which they are
 * stored.
 *
 * <p>Source: control-plane specification, 9.4; data-plane specification, 3.7 and 4.4.
 */
public final class SketchTexts {
  private SketchTexts() {}

  /**
   * The engine's expression of a text that is a value of a type, NULL where it is none.
   *
   * @param type one whose values are states
   * @param sql an expression of text
   */
  public static String of(DataType type, String sql) {
    return "druid_sketch_decode('%s', %s)".formatted(type.apiName(), sql);
  }
}
