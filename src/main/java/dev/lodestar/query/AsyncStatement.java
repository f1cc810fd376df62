package dev.lodestar.query;

import dev.lodestar.data.UserStamp;
import dev.lodestar.sql.OutputColumn;
import java.util.List;
import java.util.UUID;

/**
 * An asynchronous statement as it is now.
 *
 * @param id names the folder of its result
 * @param queryId names it for users; no two statements share one
 * @param revision grows with each move of the state; a move that names another one loses
 * @param columns of its result
 * @param submitted by whom, who alone may read the result
 */
public record AsyncStatement(
    UUID id,
    String queryId,
    SqlRequest request,
    List<OutputColumn> columns,
    StatementState state,
    long revision,
    UserStamp submitted) {
  public AsyncStatement {
    columns = List.copyOf(columns);
  }

  /** The columns as users see them. */
  public List<StatementColumn> schema() {
    return columns.stream().map(StatementColumn::of).toList();
  }
}
