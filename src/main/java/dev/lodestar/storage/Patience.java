package dev.lodestar.storage;

import java.util.function.BooleanSupplier;

/**
 * How long to try again while the store of segments does not take a file.
 *
 * @param isEndless until it is canceled; else for as long as the store's settings say
 * @param canceled whether nobody wants the file any more
 */
public record Patience(boolean isEndless, BooleanSupplier canceled) {
  /** For work that fails at last: its owner then hears why. */
  public static Patience limited(BooleanSupplier canceled) {
    return new Patience(false, canceled);
  }

  /** For rows that are visible already. */
  public static Patience endless(BooleanSupplier canceled) {
    return new Patience(true, canceled);
  }
}
