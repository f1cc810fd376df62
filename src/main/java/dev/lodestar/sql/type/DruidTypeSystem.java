package dev.lodestar.sql.type;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** Druid's numbers and times: sums of integers are BIGINT, averages DOUBLE, times have ms. */
final class DruidTypeSystem extends RelDataTypeSystemImpl {
  private static final int MILLISECONDS = 3;

  @Override
  public int getDefaultPrecision(SqlTypeName typeName) {
    return typeName == SqlTypeName.TIMESTAMP ? MILLISECONDS : super.getDefaultPrecision(typeName);
  }

  @Override
  public int getMaxPrecision(SqlTypeName typeName) {
    return typeName == SqlTypeName.TIMESTAMP ? MILLISECONDS : super.getMaxPrecision(typeName);
  }

  @Override
  public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
    SqlTypeName sum =
        SqlTypeName.INT_TYPES.contains(argument.getSqlTypeName())
            ? SqlTypeName.BIGINT
            : SqlTypeName.DOUBLE;
    return factory.createTypeWithNullability(factory.createSqlType(sum), argument.isNullable());
  }

  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
    return factory.createTypeWithNullability(
        factory.createSqlType(SqlTypeName.DOUBLE), argument.isNullable());
  }

  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }
}
