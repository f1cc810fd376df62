package dev.lodestar.sql.function;

import dev.lodestar.sql.type.MultiValues;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlCastFunction;

/**
 * CAST as users write it: beyond the standard one it knows arrays of one element and several texts.
 *
 * <p>Casts that the validator adds are the standard ones.
 */
public final class DruidCast extends SqlCastFunction {
  public static final DruidCast INSTANCE = new DruidCast();

  private DruidCast() {}

  @Override
  public RelDataType inferReturnType(SqlOperatorBinding call) {
    if (Elements.isArray(call.getOperandType(0)) != Elements.isArray(call.getOperandType(1))) {
      return call.getTypeFactory().createTypeWithNullability(call.getOperandType(1), true);
    }
    RelDataType type = super.inferReturnType(call);
    return MultiValues.is(call.getOperandType(0)) ? MultiValues.marked(type) : type;
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
    boolean from = Elements.isArray(call.getOperandType(0));
    boolean to = Elements.isArray(call.getOperandType(1));
    return from != to ? true : super.checkOperandTypes(call, throwOnFailure);
  }
}
