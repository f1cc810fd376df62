package dev.lodestar.sql.parse;

import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;

/** TIMESTAMP '...' and DATE '...', whose text the parser leaves unread. */
final class TimeLiterals {
  private TimeLiterals() {}

  /** The literal with its value. Errors: {@code INVALID_SQL} for text that is no such time. */
  static SqlLiteral resolve(SqlUnknownLiteral literal) {
    SqlTypeName type;
    switch (literal.tag) {
      case "TIMESTAMP" -> type = SqlTypeName.TIMESTAMP;
      case "DATE" -> type = SqlTypeName.DATE;
      default -> {
        return literal;
      }
    }
    try {
      return literal.resolve(type);
    } catch (RuntimeException e) {
      throw SqlFault.invalid(
          "'%s' is not a %s; write it like %s '2000-01-01%s'"
              .formatted(
                  literal.getValue(), type, type, type == SqlTypeName.DATE ? "" : " 00:00:00"),
          literal.getParserPosition());
    }
  }
}
