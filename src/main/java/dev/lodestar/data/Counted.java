package dev.lodestar.data;

/** Numbers with their nouns, as sentences need them. */
public final class Counted {
  private Counted() {}

  /** {@code 1 record}, {@code 2 records}. */
  public static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
