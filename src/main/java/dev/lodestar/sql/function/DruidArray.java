package dev.lodestar.sql.function;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlArrayValueConstructor;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * ARRAY[...] of anything: elements of several types get the type that all of them convert to, which
 * is VARCHAR where they are not all numbers. An empty array fits arrays of any type.
 */
public final class DruidArray extends SqlArrayValueConstructor {
  public static final DruidArray INSTANCE = new DruidArray();

  private DruidArray() {}

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.any();
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
    return true;
  }

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding call) {
    RelDataTypeFactory factory = call.getTypeFactory();
    RelDataType element = common(factory, call.collectOperandTypes());
    return factory.createTypeWithNullability(factory.createArrayType(element, -1), false);
  }

  private static RelDataType common(RelDataTypeFactory factory, List<RelDataType> types) {
    if (types.isEmpty()) {
      return factory.createSqlType(SqlTypeName.NULL);
    }
    RelDataType alike = factory.leastRestrictive(types);
    if (alike != null) {
      return alike;
    }
    List<RelDataType> known =
        types.stream().filter(type -> type.getSqlTypeName() != SqlTypeName.NULL).toList();
    RelDataType mixed =
        known.stream().anyMatch(Elements::isArray)
            ? factory.createArrayType(
                common(factory, known.stream().map(Elements::of).toList()), -1)
            : factory.createSqlType(scalar(known));
    return factory.createTypeWithNullability(mixed, true);
  }

  private static SqlTypeName scalar(List<RelDataType> types) {
    boolean numbers =
        types.stream()
            .allMatch(t -> Typing.isNumber(t) || t.getSqlTypeName() == SqlTypeName.BOOLEAN);
    if (!numbers) {
      return SqlTypeName.VARCHAR;
    }
    boolean whole = types.stream().allMatch(t -> !Typing.isNumber(t) || Typing.isInteger(t));
    return whole ? SqlTypeName.BIGINT : SqlTypeName.DOUBLE;
  }
}
