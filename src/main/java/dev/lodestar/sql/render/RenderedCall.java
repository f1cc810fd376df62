package dev.lodestar.sql.render;

import dev.lodestar.data.LeafForm;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.function.BoundCall;
import dev.lodestar.sql.parse.SqlFault;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelectKeyword;

/** A call with the expression renderer that it stands in. */
record RenderedCall(ExpressionRenderer renderer, SqlCall call, String over) implements BoundCall {
  private static final Set<SqlKind> SET_TESTS = EnumSet.of(SqlKind.IN, SqlKind.NOT_IN);

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
    String value = renderer.render(call.operand(index));
    if (index == 1 && SET_TESTS.contains(call.getKind())) {
      return renderer.multiValues().members(call.operand(1), value);
    }
    // An aggregate sees the texts of a row as the one text that results show.
    return call.getOperator() instanceof SqlAggFunction && isMultiValue(index)
        ? "druid_mv_text(" + value + ")"
        : value;
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
  public boolean isMultiValue(int index) {
    return renderer.multiValues().isMultiValue(call.operand(index));
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
  public String lookup(int index, String name) {
    return renderer
        .lookup(name)
        .orElseThrow(
            () ->
                fault(
                    index,
                    "Lookup \"%s\" does not exist; create it, or use one of its aliases"
                        .formatted(name)));
  }

  @Override
  public Optional<String> leaf(SqlNode document, List<String> keys, LeafForm form) {
    return renderer.leaves().find(document, keys, form);
  }

  @Override
  public String distinct() {
    SqlLiteral quantifier = call.getFunctionQuantifier();
    return quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT
        ? "DISTINCT "
        : "";
  }

  @Override
  public String arrival() {
    Set<String> keys =
        over.contains(" OVER (") || !distinct().isEmpty()
            ? Set.of()
            : renderer.windows().select().map(renderer.ties()::arrival).orElse(Set.of());
    return keys.isEmpty() ? "" : " ORDER BY " + String.join(", ", keys);
  }

  @Override
  public boolean isImplicit() {
    return call.getParserPosition().equals(call.operand(0).getParserPosition());
  }

  @Override
  public ZoneId timeZone() {
    return renderer.settings().timeZone();
  }

  @Override
  public boolean exactDistinct() {
    return renderer.settings().exactDistinct();
  }

  @Override
  public OptionalLong numbersInMax() {
    return renderer.settings().numbersInMax();
  }

  @Override
  public Instant now() {
    return renderer.now();
  }

  @Override
  public ServiceException fault(int index, String sentence) {
    return SqlFault.invalid(sentence, call.operand(index).getParserPosition());
  }
}
