package dev.lodestar.sql.type;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The type of text of which a row may hold several: VARCHAR to users, a list in the engine.
 *
 * <p>The mark is a property of the type, so that it goes where types go: through sub-queries, CASE
 * and unions. Where a literal only takes the type of what it stands beside, the mark says nothing.
 */
public final class MultiValues {
  private MultiValues() {}

  /** VARCHAR, nullable, of which a row may hold several. */
  public static RelDataType type() {
    return new MultiValueType(DruidTypes.SYSTEM, true);
  }

  /** Whether values of this type are lists in the engine. */
  public static boolean is(RelDataType type) {
    return type instanceof MultiValueType;
  }

  public static boolean any(List<RelDataType> types) {
    return types.stream().anyMatch(MultiValues::is);
  }

  /** Whether values of this type are text, or several. */
  public static boolean isText(RelDataType type) {
    return SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName());
  }

  /** The type of one of the values. */
  public static RelDataType single(RelDataTypeFactory factory, RelDataType type) {
    return is(type)
        ? factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.VARCHAR), true)
        : type;
  }

  /** The type of a function that is mapped over several texts, where one of its operands is. */
  public static SqlReturnTypeInference mapped(SqlReturnTypeInference one) {
    return call -> {
      RelDataType type = one.inferReturnType(call);
      return type != null && any(call.collectOperandTypes()) ? marked(type) : type;
    };
  }

  /** The mark on a type that is text, any other type as it is. */
  public static RelDataType marked(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.VARCHAR
            || type.getSqlTypeName() == SqlTypeName.CHAR
            || type.getSqlTypeName() == SqlTypeName.NULL
        ? type()
        : type;
  }

  private static final class MultiValueType extends BasicSqlType {
    private static final long serialVersionUID = 1L;

    MultiValueType(RelDataTypeSystem system, boolean nullable) {
      super(system, SqlTypeName.VARCHAR, nullable);
    }

    @Override
    public BasicSqlType createWithNullability(boolean nullable) {
      return nullable == isNullable ? this : new MultiValueType(typeSystem, nullable);
    }

    @Override
    public Charset getCharset() {
      return StandardCharsets.UTF_8;
    }

    @Override
    public SqlCollation getCollation() {
      return SqlCollation.IMPLICIT;
    }

    @Override
    protected void generateTypeString(StringBuilder text, boolean withDetail) {
      text.append("VARCHAR").append(withDetail ? " MULTIVALUE" : "");
    }
  }
}
