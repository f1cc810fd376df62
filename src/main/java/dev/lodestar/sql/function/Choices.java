package dev.lodestar.sql.function;

import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.type.DruidTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/** Functions that pick one of their operands. */
final class Choices {
  static final SqlReturnTypeInference COMMON = Choices::commonType;
  static final SqlOperandTypeChecker TWO_ALIKE =
      OperandTypes.or(OperandTypes.SAME_SAME, OperandTypes.ANY_ANY);
  static final SqlOperandTypeChecker ANY_SCALARS =
      OperandTypes.variadic(SqlOperandCountRanges.any());

  /** Text when any operand is text, DOUBLE when any is not an integer, else BIGINT or a time. */
  static final SqlReturnTypeInference EXTREME = Choices::extremeType;

  private Choices() {}

  static String coalesce(BoundCall call) {
    return "coalesce(" + String.join(", ", alike(call)) + ")";
  }

  static String extreme(BoundCall call, String function) {
    return call.size() == 0
        ? "CAST(NULL AS BIGINT)"
        : function + "(" + String.join(", ", alike(call)) + ")";
  }

  private static List<String> alike(BoundCall call) {
    SqlType to = toSqlType(call, call.resultType(), 0);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < call.size(); i++) {
      if (Elements.isArray(call.type(i)) && !to.isArray()) {
        throw call.fault(
            i,
            "Argument %d has invalid type: %s".formatted(i, DruidTypes.nativeName(call.type(i))));
      }
      values.add(Casts.convert(call, call.arg(i), toSqlType(call, call.type(i), i), to));
    }
    return values;
  }

  private static SqlType toSqlType(BoundCall call, RelDataType type, int index) {
    return DruidTypes.toSqlType(type)
        .orElseThrow(() -> call.fault(index, "A value of this type is not supported here"));
  }

  private static RelDataType commonType(org.apache.calcite.sql.SqlOperatorBinding binding) {
    RelDataType common = ReturnTypes.LEAST_RESTRICTIVE.inferReturnType(binding);
    return common == null ? extremeType(binding) : common;
  }

  private static RelDataType extremeType(org.apache.calcite.sql.SqlOperatorBinding binding) {
    RelDataTypeFactory factory = Objects.requireNonNull(binding.getTypeFactory());
    List<RelDataType> types =
        binding.collectOperandTypes().stream()
            .filter(type -> type.getSqlTypeName() != SqlTypeName.NULL)
            .toList();
    SqlTypeName name;
    if (types.stream().allMatch(Typing::isInteger)) {
      name = SqlTypeName.BIGINT;
    } else if (types.stream().allMatch(Typing::isTime)) {
      name = SqlTypeName.TIMESTAMP;
    } else if (types.stream().allMatch(Typing::isNumber)) {
      name = SqlTypeName.DOUBLE;
    } else {
      name = SqlTypeName.VARCHAR;
    }
    return factory.createTypeWithNullability(factory.createSqlType(name), true);
  }
}
