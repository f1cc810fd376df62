package dev.lodestar.sql.function;

import dev.lodestar.sql.type.MultiValues;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * What functions of arrays and of several texts take, one kind for each operand.
 *
 * <p>JSON is no array: it is refused, as Druid does.
 */
record ListOperands(List<Kind> kinds) implements SqlOperandTypeChecker {
  /** What an operand may be. */
  enum Kind {
    /** An array or text, of which a row may hold several. */
    LIST,
    /** Anything that can be an element, or a whole array of them. */
    ELEMENT,
    NUMBER,
    TEXT
  }

  static final SqlReturnTypeInference ELEMENT_TYPE =
      call ->
          nullable(call.getTypeFactory(), element(call.getTypeFactory(), call.getOperandType(0)));
  static final SqlReturnTypeInference MULTI_VALUE = call -> MultiValues.type();

  ListOperands {
    kinds = List.copyOf(kinds);
  }

  static ListOperands of(Kind... kinds) {
    return new ListOperands(List.of(kinds));
  }

  /** An array of the type of an operand, which may also be its only element. */
  static SqlReturnTypeInference arrayOf(int operand) {
    return call ->
        nullable(
            call.getTypeFactory(),
            call.getTypeFactory()
                .createArrayType(
                    nullable(
                        call.getTypeFactory(),
                        element(call.getTypeFactory(), call.getOperandType(operand))),
                    -1));
  }

  private static RelDataType element(RelDataTypeFactory factory, RelDataType list) {
    RelDataType element = Elements.of(list);
    return element.getSqlTypeName() == SqlTypeName.NULL || Typing.isText(element)
        ? factory.createSqlType(SqlTypeName.VARCHAR)
        : MultiValues.single(factory, element);
  }

  private static RelDataType nullable(RelDataTypeFactory factory, RelDataType type) {
    return factory.createTypeWithNullability(type, true);
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
    for (int i = 0; i < kinds.size(); i++) {
      if (!fits(kinds.get(i), call.getOperandType(i))) {
        if (throwOnFailure) {
          throw call.newValidationSignatureError();
        }
        return false;
      }
    }
    return true;
  }

  private static boolean fits(Kind kind, RelDataType type) {
    if (type.getSqlTypeName() == SqlTypeName.NULL) {
      return true;
    }
    return switch (kind) {
      case LIST -> Elements.isArray(type) || Typing.isText(type);
      case ELEMENT ->
          type.getSqlTypeName() != SqlTypeName.OTHER
              && type.getSqlTypeName() != SqlTypeName.BINARY
              && !type.isStruct();
      case NUMBER -> Typing.isNumber(type);
      case TEXT -> Typing.isText(type);
    };
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.of(kinds.size());
  }

  @Override
  public String getAllowedSignatures(SqlOperator operator, String name) {
    return name
        + kinds.stream()
            .map(kind -> "<" + kind + ">")
            .collect(java.util.stream.Collectors.joining(", ", "(", ")"));
  }
}
