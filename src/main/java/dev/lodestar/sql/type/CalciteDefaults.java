package dev.lodestar.sql.type;

/**
 * Makes text UTF-8 for Calcite, whose own default is ISO-8859-1.
 *
 * <p>Calcite reads these properties once, when its first class loads: every entry to this package
 * tree calls {@link #apply()} before it touches a Calcite class.
 */
public final class CalciteDefaults {
  static {
    System.setProperty("calcite.default.charset", "UTF-8");
    System.setProperty("calcite.default.nationalcharset", "UTF-8");
    System.setProperty("calcite.default.collation.name", "UTF-8$en_US");
  }

  private CalciteDefaults() {}

  /** Does its work by loading this class. */
  public static void apply() {
    // The static initializer has run by now.
  }
}
