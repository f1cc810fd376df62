package dev.lodestar.sql.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.validate.SqlValidator;

/**
 * USING and NATURAL where several tables of one side have the column: the first of them is meant,
 * as the validator takes it; the engine would find the name ambiguous.
 */
final class UsingColumns {
  private final SqlValidator validator;

  UsingColumns(SqlValidator validator) {
    this.validator = validator;
  }

  /** What stands after ON instead; empty where the engine understands the join as it is. */
  Optional<String> condition(SqlJoin join) {
    boolean using = join.getConditionType() == JoinConditionType.USING;
    if ((!using && !join.isNatural()) || isMerged(join.getLeft()) || isMerged(join.getRight())) {
      return Optional.empty();
    }
    List<SqlNode> left = tables(join.getLeft());
    List<SqlNode> right = tables(join.getRight());
    List<String> names = using ? listed(join) : common(left, right);
    boolean clear =
        names.stream().allMatch(n -> owners(left, n).size() == 1 && owners(right, n).size() == 1);
    return clear
        ? Optional.empty()
        : Optional.of(
            names.stream()
                .map(name -> column(left, name) + " = " + column(right, name))
                .collect(Collectors.joining(" AND ")));
  }

  private static boolean isMerged(SqlNode from) {
    return from instanceof SqlJoin join
        && (join.isNatural()
            || join.getConditionType() == JoinConditionType.USING
            || isMerged(join.getLeft())
            || isMerged(join.getRight()));
  }

  private static List<SqlNode> tables(SqlNode from) {
    List<SqlNode> tables = new ArrayList<>();
    if (from instanceof SqlJoin join) {
      tables.addAll(tables(join.getLeft()));
      tables.addAll(tables(join.getRight()));
    } else {
      tables.add(from);
    }
    return tables;
  }

  private static List<String> listed(SqlJoin join) {
    return ((SqlNodeList) Objects.requireNonNull(join.getCondition()))
        .stream().map(name -> ((SqlIdentifier) Objects.requireNonNull(name)).getSimple()).toList();
  }

  private List<String> common(List<SqlNode> left, List<SqlNode> right) {
    return left.stream()
        .flatMap(table -> row(table).getFieldNames().stream())
        .distinct()
        .filter(name -> !owners(right, name).isEmpty())
        .toList();
  }

  private List<SqlNode> owners(List<SqlNode> tables, String name) {
    return tables.stream().filter(table -> row(table).getFieldNames().contains(name)).toList();
  }

  private RelDataType row(SqlNode table) {
    return Objects.requireNonNull(validator.getNamespace(table)).getRowType();
  }

  private String column(List<SqlNode> tables, String name) {
    SqlNode owner = owners(tables, name).getFirst();
    SqlNode alias = owner.getKind() == SqlKind.AS ? ((SqlCall) owner).operand(1) : owner;
    String table = ((SqlIdentifier) alias).names.getLast();
    return Quoting.name(table) + "." + Quoting.name(name);
  }
}
