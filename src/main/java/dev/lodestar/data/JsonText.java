package dev.lodestar.data;

/** A value of JSON as its text, where it stands among other values and is not text itself. */
public record JsonText(String text) {
  @Override
  public String toString() {
    return text;
  }
}
