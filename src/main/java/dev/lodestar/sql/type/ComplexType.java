package dev.lodestar.sql.type;

import dev.lodestar.data.DataType;
import dev.lodestar.sql.SqlType;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The type of sketches: OTHER to SQL, with a name that functions can tell apart.
 *
 * <p>Source: data-plane specification, 3.2 and 3.7.
 */
public final class ComplexType extends BasicSqlType {
  private static final long serialVersionUID = 1;

  private final SqlType kind;

  private ComplexType(SqlType kind, boolean nullable) {
    super(DruidTypes.SYSTEM, SqlTypeName.OTHER, nullable);
    this.kind = kind;
    computeDigest();
  }

  /** The type of values that may be NULL. */
  public static ComplexType of(SqlType kind) {
    return new ComplexType(kind, true);
  }

  /** The type of a column; empty for columns that are no sketches. */
  static Optional<RelDataType> of(DataType column) {
    return switch (column) {
      case HLL_SKETCH -> Optional.of(of(SqlType.HLL_SKETCH));
      case THETA_SKETCH -> Optional.of(of(SqlType.THETA_SKETCH));
      case QUANTILES_DOUBLES_SKETCH -> Optional.of(of(SqlType.QUANTILES_SKETCH));
      case LONG_STRING_PAIR -> Optional.of(of(SqlType.STRING_PAIR));
      case VARIANCE -> Optional.of(of(SqlType.VARIANCE));
      default -> Optional.empty();
    };
  }

  public SqlType kind() {
    return kind;
  }

  ComplexType withNullability(boolean nullable) {
    return nullable == isNullable() ? this : new ComplexType(kind, nullable);
  }

  // The digest is computed once before the kind is known; two sketch types must not be one.
  @Override
  protected void generateTypeString(StringBuilder text, boolean withDetail) {
    text.append(kind == null ? "OTHER" : kind.nativeName());
  }
}
