package dev.lodestar.data;

/** As what a statement reads the values of a leaf. */
public enum LeafForm {
  /** What JSON_VALUE gives. */
  TEXT(""),
  /** That text as a whole number; NULL for what is none. */
  LONG("_long"),
  /** That text as a number; NULL for what is none. */
  DOUBLE("_double");

  private final String suffix;

  LeafForm(String suffix) {
    this.suffix = suffix;
  }

  String suffix() {
    return suffix;
  }
}
