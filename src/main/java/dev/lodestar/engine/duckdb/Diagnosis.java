package dev.lodestar.engine.duckdb;

import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds where in the input the trouble is, by reading it again in order.
 *
 * <p>The statement is the one that wrote the rows, with a record number beside each: so what is
 * reported is exactly what was counted.
 */
final class Diagnosis {
  static final int SAMPLE_MAX = 20;

  private static final List<String> FAULTS =
      List.of(RowPipeline.NO_TIME, RowPipeline.OUT_OF_BOUNDS);
  private static final List<String> FAULTS_AND_BLANK =
      List.of(RowPipeline.NO_TIME, RowPipeline.OUT_OF_BOUNDS, RowPipeline.BLANK);

  private final IngestSession session;
  private final IngestPlan plan;
  private final RowPipeline pipeline;
  private final RecordSource source;
  private final List<StagedInput> inputs;
  private final boolean emptyRecordsAreFaulty;

  /**
   * A diagnosis of inputs that have been read once.
   *
   * @param emptyRecordsAreFaulty whether a record without any declared field ends in a fault
   */
  Diagnosis(
      IngestSession session,
      IngestPlan plan,
      RowPipeline pipeline,
      RecordSource source,
      List<StagedInput> inputs,
      boolean emptyRecordsAreFaulty) {
    this.session = session;
    this.plan = plan;
    this.pipeline = pipeline;
    this.source = source;
    this.inputs = List.copyOf(inputs);
    this.emptyRecordsAreFaulty = emptyRecordsAreFaulty;
  }

  private record Finding(long record, String status, String reason) {}

  /** The first records that were left out by error or lost a value, in the order of the input. */
  List<RowProblem> sample(boolean unreadable) throws SQLException, IOException {
    List<RowProblem> sample = new ArrayList<>();
    for (int file = 0; file < inputs.size() && sample.size() < SAMPLE_MAX; file++) {
      List<Finding> findings = new ArrayList<>(read(typed(file)));
      if (unreadable && source instanceof NdJsonSource json) {
        findings.addAll(read(unreadable(json, file)));
      }
      findings.sort(Comparator.comparingLong(Finding::record));
      int size = Math.min(findings.size(), SAMPLE_MAX - sample.size());
      sample.addAll(located(file, findings.subList(0, size)));
    }
    return sample;
  }

  /** The fault of a job that must not contain records of this status. */
  ServiceException firstFault(String status, ErrorCode code, String clause)
      throws SQLException, IOException {
    for (int file = 0; file < inputs.size(); file++) {
      String first =
          "SELECT * FROM (%s) WHERE %s IN ('%s', '%s') ORDER BY %s LIMIT 1"
              .formatted(
                  suspects(file),
                  RowPipeline.STATUS,
                  status,
                  RowPipeline.BLANK,
                  RecordSource.RECORD);
      List<RowProblem> found = located(file, read(first));
      if (!found.isEmpty()) {
        RowProblem problem = found.getFirst();
        return new ServiceException(
            code,
            null,
            "Line %d of file \"%s\" %s".formatted(problem.line(), problem.file(), clause));
      }
    }
    throw new IllegalStateException("no record has status " + status + " on second reading");
  }

  private List<RowProblem> located(int file, List<Finding> findings) throws IOException {
    List<Long> records = findings.stream().map(Finding::record).toList();
    List<Long> lines = inputs.get(file).lines().of(records);
    if (lines.size() != findings.size()) {
      throw new IllegalStateException("records and lines of an input do not agree");
    }
    List<RowProblem> problems = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      problems.add(
          new RowProblem(inputs.get(file).file().name(), lines.get(i), findings.get(i).reason()));
    }
    return problems;
  }

  private List<Finding> read(String sql) throws SQLException {
    return session.query(
        sql,
        rows -> {
          List<Finding> findings = new ArrayList<>();
          while (rows.next()) {
            String status = rows.getString(RowPipeline.STATUS);
            findings.add(new Finding(rows.getLong(RecordSource.RECORD), status, reason(rows)));
          }
          return findings;
        });
  }

  private static String reason(ResultSet row) throws SQLException {
    return switch (row.getString(RowPipeline.STATUS)) {
      case RowPipeline.NO_TIME, RowPipeline.BLANK -> "has no value for __time";
      case RowPipeline.OUT_OF_BOUNDS -> "has a __time outside of the years 1 to 9999";
      default -> {
        Array reasons = row.getArray(RowPipeline.REASONS);
        yield Arrays.stream((Object[]) reasons.getArray())
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
      }
    };
  }

  private String typed(int file) {
    return "SELECT * FROM (%s) ORDER BY %s LIMIT %d"
        .formatted(suspects(file), RecordSource.RECORD, SAMPLE_MAX);
  }

  /** Faulty and lossy records; blank ones if they could be read and yet have no good time. */
  private String suspects(int file) {
    String numbered = source.numbered(file);
    return switch (source) {
      case ParquetSource parquet -> pipeline.problems(numbered, FAULTS);
      case NdJsonSource json ->
          emptyRecordsAreFaulty
              ? "SELECT * FROM (%s) WHERE NOT (%s = '%s' AND %s IN (SELECT %s FROM (%s) WHERE %s))"
                  .formatted(
                      pipeline.problems(numbered, FAULTS_AND_BLANK),
                      RowPipeline.STATUS,
                      RowPipeline.BLANK,
                      RecordSource.RECORD,
                      RecordSource.RECORD,
                      json.records(file),
                      NdJsonSource.unreadable())
              : pipeline.problems(numbered, FAULTS);
    };
  }

  private String unreadable(NdJsonSource json, int file) {
    String fault =
        switch (plan.format()) {
          case InputFormat.Csv csv -> "is not valid CSV";
          case InputFormat.Regex regex -> "does not match the pattern";
          case InputFormat.NdJson lines -> "is not valid JSON";
          case InputFormat.AvroOcf avro -> "is not valid Avro";
          case InputFormat.Orc orc -> "is not valid ORC";
          case InputFormat.Parquet parquet -> "is not valid Parquet";
        };
    return """
        SELECT %s, 'unreadable' AS %s, [CASE WHEN %s IS NULL THEN '%s' ELSE '%s' END] AS %s
        FROM (%s) WHERE %s LIMIT %d"""
        .formatted(
            RecordSource.RECORD,
            RowPipeline.STATUS,
            NdJsonSource.OBJECT,
            fault,
            "is not a JSON object",
            RowPipeline.REASONS,
            json.records(file),
            NdJsonSource.unreadable(),
            SAMPLE_MAX);
  }
}
