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
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out which leaves the JSON columns of some rows have, from the first ones.
 *
 * <p>A guess is enough: what it misses is read from the documents. Rows without JSON columns cost
 * nothing.
 */
final class LeafSurvey {
  private static final int ROWS_MAX = 10_000;

  /** A document above this length, in bytes of UTF-8, is not looked into. */
  private static final int DOCUMENT_MAX = 64 * 1024;

  /** Enough text to know a column by, in characters. */
  private static final long TEXT_MAX = 16 * 1024 * 1024;

  /** The names of the JSON columns. */
  private final List<String> columns;

  private final List<LeafTally> tallies = new ArrayList<>();
  private final ChunkSpread spread = new ChunkSpread();
  private long rows;
  private long length;
  private boolean isComplete;

  private LeafSurvey(List<String> columns) {
    this.columns = columns;
    columns.forEach(column -> tallies.add(new LeafTally()));
  }

  /**
   * The pipeline that stores the leaves of its rows, too, as many as its segments may hold.
   *
   * @param inputBytes how much text the rows are read from, if they are
   */
  static RowPipeline of(
      IngestSession session,
      RowPipeline pipeline,
      String source,
      int perThousandRows,
      OptionalLong inputBytes)
      throws SQLException {
    List<String> columns = pipeline.documents();
    if (columns.isEmpty()) {
      return pipeline;
    }
    LeafSurvey survey = new LeafSurvey(columns);
    survey.read(session, pipeline.storedRows(source), RowPipeline.CHUNK);
    long mean = survey.spread.mean(survey.rowsMax(inputBytes));
    return pipeline.withLeaves(fitting(survey.leaves(), mean, perThousandRows));
  }

  /**
   * The leaves of some rows, of each column the most frequent first.
   *
   * @param rows a SELECT
   * @param columns their JSON columns
   * @param known what is held already and is to be held further, up to as many as a column may have
   */
  static List<StoredLeaf> of(
      IngestSession session, String rows, List<String> columns, Set<StoredLeaf> known)
      throws SQLException {
    LeafSurvey survey = new LeafSurvey(columns);
    survey.read(session, rows, "0");
    List<StoredLeaf> leaves = survey.leaves();
    Set<JsonLeaf> found = leaves.stream().map(StoredLeaf::leaf).collect(Collectors.toSet());
    known.stream()
        .filter(more -> columns.contains(more.leaf().column()) && !found.contains(more.leaf()))
        .forEach(leaves::add);
    return leaves;
  }

  /** Those of each column that a file of so many rows may hold, the first ones. */
  static Set<StoredLeaf> fitting(List<StoredLeaf> leaves, long rows, int perThousandRows) {
    double most = Math.min(LeafTally.LEAVES_MAX, rows / 1_000.0 * perThousandRows);
    Map<String, Integer> taken = new HashMap<>();
    return leaves.stream()
        .filter(leaf -> taken.merge(leaf.leaf().column(), 1, Integer::sum) <= most)
        .collect(Collectors.toSet());
  }

  private void read(IngestSession session, String select, String chunk) throws SQLException {
    String documents =
        columns.stream()
            .map(SqlText::name)
            .map(
                name ->
                    "CASE WHEN strlen(CAST(%s AS VARCHAR)) <= %d THEN CAST(%s AS VARCHAR) END, "
                        .formatted(name, DOCUMENT_MAX, name))
            .collect(joining());
    isComplete =
        session.query(
            "SELECT %s%s FROM (%s) LIMIT %d".formatted(documents, chunk, select, ROWS_MAX),
            this::read);
  }

  /** Whether these were all rows. */
  private boolean read(ResultSet sample) throws SQLException {
    while (length < TEXT_MAX && sample.next()) {
      rows++;
      for (int i = 0; i < columns.size(); i++) {
        String document = sample.getString(i + 1);
        tallies.get(i).add(document == null ? "" : document);
        length += document == null ? 0 : document.length();
      }
      spread.add(sample.getLong(columns.size() + 1));
    }
    return length < TEXT_MAX && rows < ROWS_MAX;
  }

  /** No row is shorter than its documents, in the long run. */
  private OptionalLong rowsMax(OptionalLong inputBytes) {
    if (isComplete) {
      return OptionalLong.of(rows);
    }
    return inputBytes.isPresent()
        ? OptionalLong.of((long) ((double) inputBytes.getAsLong() * rows / Math.max(length, 1)))
        : OptionalLong.empty();
  }

  private List<StoredLeaf> leaves() {
    List<StoredLeaf> leaves = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      tallies
          .get(i)
          .frequent()
          .forEach(
              (keys, kind) ->
                  leaves.add(new StoredLeaf(new JsonLeaf(column, keys), kind, kind != Kind.TEXT)));
    }
    return leaves;
  }
}
