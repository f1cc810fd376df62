package dev.lodestar.sql.validate;

import dev.lodestar.data.Column;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.parse.SqlFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Says whose {@code __time} EARLIEST and LATEST mean in a join: that of its first part that has
 * one.
 *
 * <p>Without this the name would be ambiguous wherever two tables are joined. Errors: {@code
 * INVALID_SQL} where nothing in FROM has the column.
 */
final class ImplicitTime extends SqlShuttle {
  private static final String TIME = Column.TIME;

  private final Function<String, Optional<Relation>> relations;
  private Source source = new Source(Optional.empty(), false);

  private ImplicitTime(Function<String, Optional<Relation>> relations) {
    this.relations = relations;
  }

  static SqlNode qualify(SqlNode root, Function<String, Optional<Relation>> relations) {
    return Objects.requireNonNull(root.accept(new ImplicitTime(relations)));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    Source outer = source;
    if (call instanceof SqlSelect select) {
      source = sourceOf(select);
    } else if (call instanceof SqlOrderBy sorted && sorted.query instanceof SqlSelect select) {
      source = sourceOf(select);
    }
    SqlNode visited = super.visit(call);
    if (visited instanceof SqlCall copy && isImplicit(copy)) {
      name(copy);
    }
    source = outer;
    return visited;
  }

  // Their second operand is the column that was put there for the user, see Desugar.
  private static boolean isImplicit(SqlCall call) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    return (name.equals("EARLIEST") || name.equals("LATEST")) && call.operandCount() > 1;
  }

  private void name(SqlCall call) {
    if (source.hasNoTime) {
      throw SqlFault.invalid(
          "LATEST and EARLIEST aggregators implicitly depend on the __time column, but the table"
              + " queried doesn't contain a __time column; use LATEST_BY or EARLIEST_BY and specify"
              + " the column explicitly",
          call.getParserPosition());
    }
    source.qualifier.ifPresent(
        name ->
            call.setOperand(
                1, new SqlIdentifier(List.of(name, TIME), call.operand(1).getParserPosition())));
  }

  private Source sourceOf(SqlSelect select) {
    List<SqlNode> parts = new ArrayList<>();
    collect(select.getFrom(), parts);
    for (SqlNode part : parts) {
      if (hasTime(part) == Answer.YES) {
        Optional<String> name = parts.size() > 1 ? alias(part) : Optional.empty();
        return new Source(name, false);
      }
    }
    return new Source(
        Optional.empty(), parts.stream().allMatch(part -> hasTime(part) == Answer.NO));
  }

  private static void collect(@Nullable SqlNode from, List<SqlNode> parts) {
    if (from instanceof SqlJoin join) {
      collect(join.getLeft(), parts);
      collect(join.getRight(), parts);
    } else if (from != null) {
      parts.add(from);
    }
  }

  private static Optional<String> alias(SqlNode part) {
    return switch (part) {
      case SqlIdentifier table -> Optional.of(table.names.getLast());
      case SqlCall as when as.getKind() == SqlKind.AS ->
          Optional.of(((SqlIdentifier) as.operand(1)).getSimple());
      default -> Optional.empty();
    };
  }

  private Answer hasTime(SqlNode part) {
    return switch (part) {
      case SqlIdentifier table ->
          relations
              .apply(table.names.getLast())
              .map(relation -> relation.columns().stream().anyMatch(Column::isTime))
              .map(found -> found ? Answer.YES : Answer.NO)
              .orElse(Answer.UNKNOWN);
      case SqlSelect select -> outputs(select);
      case SqlCall as when as.getKind() == SqlKind.AS ->
          as.operandCount() == 2 ? hasTime(as.operand(0)) : Answer.UNKNOWN;
      default -> Answer.UNKNOWN;
    };
  }

  private Answer outputs(SqlSelect select) {
    for (SqlNode item : select.getSelectList()) {
      SqlNode named = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(1) : item;
      if (named instanceof SqlIdentifier column && column.isStar()) {
        return Answer.UNKNOWN;
      }
      if (named instanceof SqlIdentifier column && column.names.getLast().equals(TIME)) {
        return Answer.YES;
      }
    }
    return Answer.NO;
  }

  private enum Answer {
    YES,
    NO,
    UNKNOWN
  }

  /** What FROM says about the column: who has it first, and whether surely nobody does. */
  private record Source(Optional<String> qualifier, boolean hasNoTime) {}
}
