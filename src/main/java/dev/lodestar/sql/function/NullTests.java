package dev.lodestar.sql.function;

import org.apache.calcite.sql.type.SqlTypeName;

/** IS NULL and its like. */
final class NullTests {
  private NullTests() {}

  /**
   * A test of the first operand. Arrays that the validator knows are never NULL are not looked at:
   * ARRAY_AGG over no rows is NULL, but {@code IS NULL} of it is false, see docs/decisions/0036.
   */
  static String of(BoundCall call, String test) {
    boolean neverNull =
        call.type(0).getSqlTypeName() == SqlTypeName.ARRAY && !call.type(0).isNullable();
    if (neverNull && test.equals("IS NULL")) {
      return "false";
    }
    return neverNull && test.equals("IS NOT NULL") ? "true" : "(" + call.arg(0) + " " + test + ")";
  }
}
