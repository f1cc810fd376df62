package dev.lodestar.sql;

/**
 * The types that results and expressions have, as Druid reports them.
 *
 * <p>Values of a result row: VARCHAR {@code String}; BIGINT and INTEGER {@code Long}; DOUBLE and
 * FLOAT {@code Double}; BOOLEAN {@code Boolean}; TIMESTAMP and DATE {@code java.time.Instant} (a
 * DATE is the instant of its midnight); arrays {@code List} of those, of further lists, and of
 * {@code JsonText}; JSON and sketches text as {@code String}; NULL is Java's null. Source:
 * data-plane specification, 3.2.
 */
public enum SqlType {
  VARCHAR("VARCHAR", "STRING"),
  BIGINT("BIGINT", "LONG"),
  INTEGER("INTEGER", "LONG"),
  DOUBLE("DOUBLE", "DOUBLE"),
  FLOAT("FLOAT", "FLOAT"),
  BOOLEAN("BOOLEAN", "LONG"),
  TIMESTAMP("TIMESTAMP", "LONG"),
  DATE("DATE", "LONG"),
  VARCHAR_ARRAY("VARCHAR ARRAY", "ARRAY<STRING>"),
  BIGINT_ARRAY("BIGINT ARRAY", "ARRAY<LONG>"),
  DOUBLE_ARRAY("DOUBLE ARRAY", "ARRAY<DOUBLE>"),
  FLOAT_ARRAY("FLOAT ARRAY", "ARRAY<FLOAT>"),
  JSON_ARRAY("OTHER ARRAY", "ARRAY<COMPLEX<json>>"),
  JSON("OTHER", "COMPLEX<json>"),
  /** Sketches are base64 text. */
  HLL_SKETCH("OTHER", "COMPLEX<HLLSketch>"),
  THETA_SKETCH("OTHER", "COMPLEX<thetaSketch>"),
  QUANTILES_SKETCH("OTHER", "COMPLEX<quantilesDoublesSketch>"),
  TUPLE_SKETCH("OTHER", "COMPLEX<arrayOfDoublesSketch>"),
  /** A time and a text: JSON with {@code lhs}, in milliseconds, and {@code rhs}. */
  STRING_PAIR("OTHER", "COMPLEX<serializablePairLongString>"),
  /** What numbers vary by: base64 of their count, their sum and their squared distances. */
  VARIANCE("OTHER", "COMPLEX<variance>"),
  /** The type of a bare NULL literal. */
  NULL("NULL", "STRING");

  private final String sqlName;
  private final String nativeName;

  SqlType(String sqlName, String nativeName) {
    this.sqlName = sqlName;
    this.nativeName = nativeName;
  }

  /** What {@code sqlTypesHeader} shows; every array type is {@code ARRAY} there. */
  public String sqlName() {
    return isArray() ? "ARRAY" : sqlName;
  }

  /** What {@code typesHeader} shows. */
  public String nativeName() {
    return nativeName;
  }

  public boolean isArray() {
    return switch (this) {
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY -> true;
      case VARCHAR, BIGINT, INTEGER, DOUBLE, FLOAT, BOOLEAN, TIMESTAMP, DATE, JSON, NULL -> false;
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE -> false;
    };
  }

  /**
   * Whether values are sketches or other states of aggregates, which only their own functions read.
   */
  public boolean isSketch() {
    return switch (this) {
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE -> true;
      case VARCHAR, BIGINT, INTEGER, DOUBLE, FLOAT, BOOLEAN, TIMESTAMP, DATE, JSON, NULL -> false;
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY -> false;
    };
  }
}
