package dev.lodestar.engine;

/**
 * Rows of a stream that its {@link StreamRules} do not accept; they are filtered rows, too.
 *
 * @param late rows before the accepted times
 * @param early rows after them
 */
public record RejectedRows(long late, long early) {
  public static final RejectedRows NONE = new RejectedRows(0, 0);

  public RejectedRows plus(RejectedRows other) {
    return new RejectedRows(late + other.late, early + other.early);
  }
}
