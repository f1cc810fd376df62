package dev.lodestar.sql.function;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/** Result types and operand checks that many declarations share. */
final class Typing {
  static final SqlReturnTypeInference VARCHAR =
      ReturnTypes.explicit(SqlTypeName.VARCHAR).andThen(SqlTypeTransforms.TO_NULLABLE);
  static final SqlReturnTypeInference BIGINT =
      ReturnTypes.explicit(SqlTypeName.BIGINT).andThen(SqlTypeTransforms.TO_NULLABLE);
  static final SqlReturnTypeInference INTEGER =
      ReturnTypes.explicit(SqlTypeName.INTEGER).andThen(SqlTypeTransforms.TO_NULLABLE);
  static final SqlReturnTypeInference DOUBLE =
      ReturnTypes.explicit(SqlTypeName.DOUBLE).andThen(SqlTypeTransforms.TO_NULLABLE);
  static final SqlReturnTypeInference BOOLEAN =
      ReturnTypes.explicit(SqlTypeName.BOOLEAN).andThen(SqlTypeTransforms.TO_NULLABLE);
  static final SqlReturnTypeInference TIMESTAMP =
      ReturnTypes.explicit(SqlTypeName.TIMESTAMP).andThen(SqlTypeTransforms.TO_NULLABLE);

  /** For functions that give NULL for some operands that are not NULL. */
  static final SqlReturnTypeInference MAYBE_VARCHAR = maybe(SqlTypeName.VARCHAR);

  static final SqlReturnTypeInference MAYBE_INTEGER = maybe(SqlTypeName.INTEGER);
  static final SqlReturnTypeInference MAYBE_BOOLEAN = maybe(SqlTypeName.BOOLEAN);
  static final SqlReturnTypeInference MAYBE_BIGINT = maybe(SqlTypeName.BIGINT);
  static final SqlReturnTypeInference MAYBE_DOUBLE = maybe(SqlTypeName.DOUBLE);
  static final SqlReturnTypeInference MAYBE_TIMESTAMP = maybe(SqlTypeName.TIMESTAMP);
  static final SqlReturnTypeInference MAYBE_JSON = maybe(SqlTypeName.OTHER);

  static final SqlReturnTypeInference MAYBE_TEXTS =
      binding -> {
        RelDataTypeFactory factory = binding.getTypeFactory();
        RelDataType texts = factory.createArrayType(nullable(factory, SqlTypeName.VARCHAR), -1);
        return factory.createTypeWithNullability(texts, true);
      };

  static final SqlReturnTypeInference MAYBE_JSONS =
      binding -> {
        RelDataTypeFactory factory = binding.getTypeFactory();
        RelDataType values = factory.createArrayType(nullable(factory, SqlTypeName.OTHER), -1);
        return factory.createTypeWithNullability(values, true);
      };

  /** BIGINT for integers, DOUBLE for all other numbers; NULL may come out of anything. */
  static final SqlReturnTypeInference MAYBE_WIDE_NUMBER =
      binding -> {
        boolean integers = binding.collectOperandTypes().stream().allMatch(Typing::isInteger);
        return nullable(
            binding.getTypeFactory(), integers ? SqlTypeName.BIGINT : SqlTypeName.DOUBLE);
      };

  /** The type of the first operand; integers become BIGINT and decimals DOUBLE. */
  static final SqlReturnTypeInference SAME_NUMBER =
      binding -> {
        RelDataType type = binding.getOperandType(0);
        RelDataTypeFactory factory = binding.getTypeFactory();
        RelDataType wide =
            factory.createSqlType(isInteger(type) ? SqlTypeName.BIGINT : SqlTypeName.DOUBLE);
        return factory.createTypeWithNullability(wide, anyNullable(binding.collectOperandTypes()));
      };

  static final SqlOperandTypeChecker TEXT = OperandTypes.family(SqlTypeFamily.CHARACTER);
  static final SqlOperandTypeChecker TEXT_TEXT =
      OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER);
  static final SqlOperandTypeChecker TEXT_INTEGER =
      OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER);
  static final SqlOperandTypeChecker NUMBER = OperandTypes.family(SqlTypeFamily.NUMERIC);
  static final SqlOperandTypeChecker NUMBER_NUMBER =
      OperandTypes.family(SqlTypeFamily.NUMERIC, SqlTypeFamily.NUMERIC);

  private Typing() {}

  static boolean isInteger(RelDataType type) {
    return SqlTypeName.INT_TYPES.contains(type.getSqlTypeName());
  }

  static boolean isText(RelDataType type) {
    return SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName());
  }

  static boolean isTime(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.TIMESTAMP
        || type.getSqlTypeName() == SqlTypeName.DATE;
  }

  static boolean isNumber(RelDataType type) {
    return SqlTypeName.NUMERIC_TYPES.contains(type.getSqlTypeName());
  }

  /**
   * Operands of these families, of which the last ones may be left out. One checker for each number
   * of operands, because a checker with optional operands does not convert any.
   */
  static SqlOperandTypeChecker families(int required, SqlTypeFamily... families) {
    List<SqlTypeFamily> all = List.of(families);
    SqlOperandTypeChecker[] checkers =
        IntStream.rangeClosed(required, all.size())
            .mapToObj(size -> OperandTypes.family(all.subList(0, size)))
            .toArray(SqlOperandTypeChecker[]::new);
    return checkers.length == 1 ? checkers[0] : OperandTypes.or(checkers);
  }

  private static SqlReturnTypeInference maybe(SqlTypeName name) {
    return binding -> nullable(binding.getTypeFactory(), name);
  }

  private static RelDataType nullable(RelDataTypeFactory factory, SqlTypeName name) {
    return factory.createTypeWithNullability(factory.createSqlType(name), true);
  }

  private static boolean anyNullable(List<RelDataType> types) {
    return types.stream().anyMatch(RelDataType::isNullable);
  }
}
