package dev.lodestar.sql.render;

import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.function.BoundCall;
import dev.lodestar.sql.parse.SqlFault;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelectKeyword;

/** A call with the expression renderer that it stands in. */
record RenderedCall(ExpressionRenderer renderer, SqlCall call, String over) implements BoundCall {
  @Override
  public int size() {
    int size = call.operandCount();
    while (size > 0 && call.getOperandList().get(size - 1) == null) {
      size--;
    }
    return size;
  }

  @Override
  public String arg(int index) {
    return renderer.render(call.operand(index));
  }

  @Override
  public SqlNode operand(int index) {
    return call.operand(index);
  }

  @Override
  public RelDataType type(int index) {
    return typeOf(call.operand(index));
  }

  @Override
  public RelDataType typeOf(SqlNode node) {
    return renderer.typeOf(node);
  }

  @Override
  public RelDataType resultType() {
    return renderer.typeOf(call);
  }

  @Override
  public String render(SqlNode node) {
    return renderer.render(node);
  }

  @Override
  public Optional<String> text(int index) {
    return call.operand(index) instanceof SqlCharStringLiteral literal
        ? Optional.of(literal.getValueAs(String.class))
        : Optional.empty();
  }

  @Override
  public String distinct() {
    SqlLiteral quantifier = call.getFunctionQuantifier();
    return quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT
        ? "DISTINCT "
        : "";
  }

  @Override
  public boolean isImplicit() {
    return call.getParserPosition().equals(call.operand(0).getParserPosition());
  }

  @Override
  public SqlSettings settings() {
    return renderer.settings();
  }

  @Override
  public ServiceException fault(int index, String sentence) {
    return SqlFault.invalid(sentence, call.operand(index).getParserPosition());
  }
}
