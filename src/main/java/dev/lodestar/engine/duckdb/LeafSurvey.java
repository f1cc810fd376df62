package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.StoredLeaf.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        : pipeline.withLeaves(of(session, pipeline.storedRows(source), columns, Set.of()));
  }

  /**
   * The leaves of some rows.
   *
   * @param rows a SELECT
   * @param columns their JSON columns
   * @param known what is held already and is to be held further, up to as many as a column may have
   */
  static Set<StoredLeaf> of(
      IngestSession session, String rows, List<String> columns, Set<StoredLeaf> known)
      throws SQLException {
    String documents =
        columns.stream()
            .map(SqlText::name)
            .map(
                name ->
                    "CASE WHEN strlen(CAST(%s AS VARCHAR)) <= %d THEN CAST(%s AS VARCHAR) END"
                        .formatted(name, DOCUMENT_MAX, name))
            .collect(joining(", "));
    Map<JsonLeaf, StoredLeaf> leaves =
        session.query(
            "SELECT %s FROM (%s) LIMIT %d".formatted(documents, rows, ROWS_MAX),
            sample -> leaves(sample, columns));
    for (StoredLeaf more : known) {
      String column = more.leaf().column();
      long held = leaves.keySet().stream().filter(leaf -> leaf.column().equals(column)).count();
      if (columns.contains(column) && held < LeafTally.LEAVES_MAX) {
        leaves.putIfAbsent(more.leaf(), more);
      }
    }
    return Set.copyOf(leaves.values());
  }

  private static Map<JsonLeaf, StoredLeaf> leaves(ResultSet rows, List<String> columns)
      throws SQLException {
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
    Map<JsonLeaf, StoredLeaf> leaves = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      tallies
          .get(i)
          .frequent()
          .forEach(
              (keys, kind) -> {
                JsonLeaf leaf = new JsonLeaf(column, keys);
                leaves.put(leaf, new StoredLeaf(leaf, kind, kind != Kind.TEXT));
              });
    }
    return leaves;
  }
}
