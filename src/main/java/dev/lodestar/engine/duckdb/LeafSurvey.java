package dev.lodestar.engine.duckdb;

import dev.lodestar.data.JsonLeaf;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out which leaves the JSON columns of a job's rows have, from the first rows.
 *
 * <p>A guess is enough: what it misses is read from the documents. A job without JSON columns pays
 * nothing.
 */
final class LeafSurvey {
  private static final int ROWS_MAX = 10_000;

  /** A document above this length, in bytes of UTF-8, is not looked into. */
  private static final int DOCUMENT_MAX = 64 * 1024;

  /** Enough text to know a column by, in characters. */
  private static final long TEXT_MAX = 16 * 1024 * 1024;

  private LeafSurvey() {}

  /** The pipeline that stores the leaves of its rows, too. */
  static RowPipeline of(IngestSession session, RowPipeline pipeline, String source)
      throws SQLException {
    List<String> columns = pipeline.documents();
    return columns.isEmpty()
        ? pipeline
        : pipeline.withLeaves(
            session.query(
                pipeline.sample(source, ROWS_MAX, DOCUMENT_MAX), rows -> leaves(rows, columns)));
  }

  private static Set<JsonLeaf> leaves(ResultSet rows, List<String> columns) throws SQLException {
    List<LeafTally> tallies = new ArrayList<>();
    columns.forEach(column -> tallies.add(new LeafTally()));
    long length = 0;
    while (length < TEXT_MAX && rows.next()) {
      for (int i = 0; i < columns.size(); i++) {
        String document = rows.getString(i + 1);
        tallies.get(i).add(document == null ? "" : document);
        length += document == null ? 0 : document.length();
      }
    }
    Set<JsonLeaf> leaves = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      tallies.get(i).frequent().forEach(keys -> leaves.add(new JsonLeaf(column, keys)));
    }
    return leaves;
  }
}
