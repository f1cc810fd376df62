package dev.lodestar.sql.function;

import java.util.List;
import org.apache.calcite.sql.SqlOperator;

/**
 * One function or operator of Druid SQL: everything that Lodestar knows about it.
 *
 * @param section the heading in docs/FUNCTIONS.md
 * @param signature how a user writes it, optional parts in square brackets
 * @param returns the type of its value, in words
 * @param nulls what NULL operands do, in a word
 * @param operators what the validator resolves calls to: one for each name and negated form
 * @param takesLists whether it wants several texts of a row at once, and not one by one
 */
public record DruidFunction(
    String section,
    String signature,
    String returns,
    String nulls,
    List<SqlOperator> operators,
    boolean takesLists,
    Rendering rendering,
    Example example) {
  public DruidFunction {
    operators = List.copyOf(operators);
  }
}
