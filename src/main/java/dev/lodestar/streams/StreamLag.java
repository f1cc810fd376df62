package dev.lodestar.streams;

/** How far a partition is behind its end. */
record StreamLag(long behind, Unit unit) {
  /** What a system counts. */
  enum Unit {
    RECORDS("records"),
    MILLISECONDS("ms");

    private final String text;

    Unit(String text) {
      this.text = text;
    }

    /** In a word. */
    String apiName() {
      return text;
    }
  }

  static StreamLag records(long behind) {
    return new StreamLag(behind, Unit.RECORDS);
  }

  static StreamLag milliseconds(long behind) {
    return new StreamLag(behind, Unit.MILLISECONDS);
  }

  @Override
  public String toString() {
    return behind + " " + unit.text;
  }
}
