package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Counted;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.ListsFoundException;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.engine.StreamRules;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.LookupPairs;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * One ingestion from its plan to its staged segments.
 *
 * <p>A clean input is read once. Only rows that are all NULL need a second look, at how many of
 * them were unreadable; only when something was wrong a third one finds the lines.
 */
final class IngestRun {
  private static final int CHUNKS_MAX = 5_000;

  /** How much of the progress compressed input takes. */
  private static final double STAGING_SHARE = 0.3;

  private final IngestPlan plan;
  private final Path staging;
  private final IngestSession session;
  private final EngineConfig config;
  private final Progress progress;
  private long bytesRead;
  private RowCounts counts = RowCounts.NONE;
  private List<RowProblem> problems = List.of();

  IngestRun(
      IngestPlan plan,
      Path staging,
      IngestSession session,
      IngestControl control,
      EngineConfig config) {
    this.plan = plan;
    this.staging = staging;
    this.session = session;
    this.config = config;
    this.progress = new Progress(control);
  }

  /** Errors: as {@code Engine.ingest} says. */
  IngestResult run() {
    try {
      InputOpener opener =
          new InputOpener(
              session,
              config,
              staging.resolve("input"),
              plan.files(),
              plan.stream(),
              share -> progress.report(STAGING_SHARE * share));
      List<StagedInput> inputs = opener.stage(plan.files(), plan.format(), plan.fields());
      bytesRead = opener.bytesRead();
      CopyStatistics written = write(inputs, opener.open(inputs, plan.format(), plan.fields()));
      progress.report(1);
      return new IngestResult(counts, bytesRead, written.segments(), problems, written.rejected());
    } catch (ServiceException e) {
      throw failed(e);
    } catch (SQLException e) {
      throw failed(EngineFaults.ofIngestion(e));
    } catch (IOException e) {
      throw failed(
          new ServiceException(
              ErrorCode.STORAGE_UNAVAILABLE,
              null,
              "The server's storage cannot be read or written; check its free space and mounts.",
              e));
    }
  }

  private IngestFailedException failed(ServiceException fault) {
    return new IngestFailedException(fault, counts, bytesRead, problems);
  }

  /** The lookups that the expressions read, each as a table of this connection. */
  private void openLookups() throws SQLException {
    for (IngestPlan.LookupTable lookup : plan.lookups()) {
      session.execute(
          "CREATE TEMP TABLE %s AS FROM %s"
              .formatted(
                  SqlText.name(lookup.name()),
                  LookupPairs.select(lookup.columns(), ScanSql.of(lookup.rows()))));
    }
  }

  private CopyStatistics write(List<StagedInput> inputs, RecordSource source)
      throws SQLException, IOException {
    openLookups();
    RowPipeline plain = new RowPipeline(plan, RowPipeline.valueTypes(plan, session));
    boolean upserts = plan.stream().flatMap(StreamRules::upserts).isPresent();
    String everything = upserts ? source.numbered(0) : source.everything();
    RowPipeline pipeline =
        plan.stream().map(StreamRules::isProvisional).orElse(false)
            ? plain
            : LeafSurvey.of(
                session, plain, everything, config.leavesPerThousandRows(), inputBytes());
    SegmentWriter writer = new SegmentWriter(session, plan, CHUNKS_MAX);
    double begun = progress.reported();
    CopyStatistics written =
        writer.write(
            pipeline,
            everything,
            staging.resolve("rows"),
            share -> progress.report(begun + (0.95 - begun) * share));
    if (written.rows(RowPipeline.LISTS) > 0 && source instanceof NdJsonSource json) {
      throw new ListsFoundException(json.fieldsWithLists(session));
    }
    long unreadable = 0;
    boolean emptyRecordsAreFaulty = false;
    long blank = written.rows(RowPipeline.BLANK);
    if (blank > 0 && source instanceof NdJsonSource json) {
      unreadable = session.count(json.unreadableCount());
      if (blank > unreadable) {
        String empty = NullRows.of(plan.fields(), blank - unreadable);
        CopyStatistics more = writer.write(pipeline, empty, staging.resolve("blank"), share -> {});
        emptyRecordsAreFaulty =
            more.rows(RowPipeline.NO_TIME) + more.rows(RowPipeline.OUT_OF_BOUNDS) > 0;
        written = written.plus(more);
      }
    }
    judge(
        written,
        unreadable,
        new Diagnosis(session, plan, pipeline, source, inputs, emptyRecordsAreFaulty));
    return plan.clusteringColumns().isEmpty() ? written : writer.sort(written);
  }

  /** How much text is read; the bytes of Parquet, ORC and Avro say little about it. */
  private OptionalLong inputBytes() {
    return switch (plan.format()) {
      case InputFormat.NdJson json -> OptionalLong.of(bytesRead);
      case InputFormat.Csv csv -> OptionalLong.of(bytesRead);
      case InputFormat.Regex regex -> OptionalLong.of(bytesRead);
      case InputFormat.AvroOcf avro -> OptionalLong.empty();
      case InputFormat.Orc orc -> OptionalLong.empty();
      case InputFormat.Parquet parquet -> OptionalLong.empty();
    };
  }

  /** Turns statuses into the four counts, and fails the job where a rule says so. */
  private void judge(CopyStatistics written, long unreadable, Diagnosis diagnosis)
      throws SQLException, IOException {
    long noTime = written.rows(RowPipeline.NO_TIME);
    long outOfBounds = written.rows(RowPipeline.OUT_OF_BOUNDS);
    counts =
        new RowCounts(
            written.rows(RowPipeline.STORED)
                + written.rows(RowPipeline.REPLACED)
                - written.warnings(),
            written.warnings(),
            written.filtered(),
            unreadable + noTime + outOfBounds);
    boolean isFaulty = counts.skippedByError() + counts.processedWithWarnings() > 0;
    if (isFaulty && plan.stream().map(StreamRules::explains).orElse(true)) {
      problems = diagnosis.sample(unreadable > 0);
    }
    if (plan.stream().isEmpty()) {
      requireTolerable(unreadable, noTime, outOfBounds, diagnosis);
    }
  }

  private void requireTolerable(long unreadable, long noTime, long outOfBounds, Diagnosis diagnosis)
      throws SQLException, IOException {
    if (unreadable > plan.parseExceptionsMax()) {
      throw new ServiceException(
          ErrorCode.CANNOT_PARSE_SOURCE,
          null,
          "%s could not be read, and maxParseExceptions allows %d; correct the files or raise"
                  .formatted(Counted.of(unreadable, "record"), plan.parseExceptionsMax())
              + " the limit.");
    }
    if (noTime > 0) {
      throw diagnosis.firstFault(
          RowPipeline.NO_TIME,
          ErrorCode.NULL_TIMESTAMP,
          "has no value for __time, as %s in all; map __time with COALESCE or leave such rows"
                  .formatted(Counted.of(noTime, "record"))
              + " out with filterExpression.");
    }
    if (outOfBounds > 0) {
      throw diagnosis.firstFault(
          RowPipeline.OUT_OF_BOUNDS,
          ErrorCode.TIMESTAMP_OUT_OF_BOUNDS,
          "has a __time outside of the years 1 to 9999, as %s in all; correct the mapping of"
                  .formatted(Counted.of(outOfBounds, "record"))
              + " __time or leave such rows out with filterExpression.");
    }
  }
}
