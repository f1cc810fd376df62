package dev.lodestar.sql.validate;

import dev.lodestar.data.Column;
import dev.lodestar.sql.parse.SqlFault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** Refuses, before validation, what a mapping expression may not contain. */
final class ScalarCheck extends SqlBasicVisitor<Void> {
  private final Set<String> names;

  private ScalarCheck(Set<String> names) {
    this.names = names;
  }

  static void check(SqlNode expression, List<Column> fields) {
    expression.accept(
        new ScalarCheck(fields.stream().map(Column::name).collect(Collectors.toSet())));
  }

  /** The fields that a validated expression reads. */
  static Set<String> fieldsOf(SqlNode validated) {
    Set<String> found = new LinkedHashSet<>();
    validated.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlIdentifier identifier) {
            found.add(identifier.names.getLast());
            return null;
          }
        });
    return found;
  }

  @Override
  public Void visit(SqlCall call) {
    if (SqlKind.QUERY.contains(call.getKind())) {
      throw SqlFault.invalid("An expression may not hold a sub-query", call.getParserPosition());
    }
    if (call.getKind() == SqlKind.OVER) {
      throw SqlFault.invalid(
          "An expression may not hold a window function", call.getParserPosition());
    }
    return super.visit(call);
  }

  @Override
  public Void visit(SqlIdentifier identifier) {
    if (identifier.isStar()) {
      throw SqlFault.invalid("An expression may not hold *", identifier.getParserPosition());
    }
    if (!identifier.isSimple()) {
      throw SqlFault.invalid(
          "Field %s not found; write a field name that holds dots as \"%s\""
              .formatted(identifier, String.join(".", identifier.names)),
          identifier.getParserPosition());
    }
    if (!names.contains(identifier.getSimple())
        && dev.lodestar.sql.function.FunctionCatalog.druid()
            .signatures(identifier.getSimple())
            .isEmpty()) {
      throw SqlFault.invalid(
          "Field \"%s\" not found among the input fields".formatted(identifier.getSimple()),
          identifier.getParserPosition());
    }
    return null;
  }
}
