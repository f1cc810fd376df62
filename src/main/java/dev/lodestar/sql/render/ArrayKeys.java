package dev.lodestar.sql.render;

import dev.lodestar.sql.function.ArrayComparisons;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.type.SqlTypeName;

/** Sort keys of a SELECT that are arrays, which the engine would order otherwise than Druid. */
final class ArrayKeys {
  private final ExpressionRenderer expressions;

  ArrayKeys(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  /** A value as a sort key of a window. */
  static String sortable(ExpressionRenderer expressions, SqlNode value) {
    String text = expressions.render(value);
    RelDataType type = expressions.validator().getValidatedNodeTypeIfKnown(value);
    return type != null && type.getSqlTypeName() == SqlTypeName.ARRAY
        ? ArrayComparisons.key(text)
        : text;
  }

  /** The key in the engine's language; empty for keys that are no arrays. */
  Optional<String> render(SqlSelect select, SqlNode key) {
    return switch (key.getKind()) {
      case DESCENDING -> below(select, key, " DESC");
      case NULLS_FIRST -> below(select, key, " NULLS FIRST");
      case NULLS_LAST -> below(select, key, " NULLS LAST");
      default -> {
        SqlNode value = value(select, key);
        RelDataType type = expressions.validator().getValidatedNodeTypeIfKnown(value);
        yield type != null && type.getSqlTypeName() == SqlTypeName.ARRAY
            ? Optional.of(ArrayComparisons.key(expressions.render(value)))
            : Optional.empty();
      }
    };
  }

  private Optional<String> below(SqlSelect select, SqlNode key, String words) {
    return render(select, ((SqlCall) key).operand(0)).map(text -> text + words);
  }

  /** What a key stands for: positions and names of result columns are items of the SELECT. */
  private SqlNode value(SqlSelect select, SqlNode key) {
    if (key instanceof SqlLiteral literal && literal.getValue() instanceof BigDecimal place) {
      int index = place.intValue() - 1;
      boolean inside = index >= 0 && index < select.getSelectList().size();
      return inside ? bare(select.getSelectList().get(index)) : key;
    }
    if (key instanceof SqlIdentifier name && name.isSimple()) {
      int index =
          Objects.requireNonNull(expressions.validator().getNamespace(select))
              .getRowType()
              .getFieldNames()
              .indexOf(name.getSimple());
      return index < 0 ? key : bare(select.getSelectList().get(index));
    }
    return key;
  }

  private static SqlNode bare(SqlNode item) {
    return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
  }
}
