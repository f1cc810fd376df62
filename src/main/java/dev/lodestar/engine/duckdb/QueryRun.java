package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.Column;
import dev.lodestar.data.Counted;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.ListsFoundException;
import dev.lodestar.engine.QueryIngestPlan;
import dev.lodestar.engine.QueryIngestPlan.External;
import dev.lodestar.engine.RecordCounting;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.function.JsonLeaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One ingestion of a query's rows, from its plan to its staged segments.
 *
 * <p>The rows take the way of a batch job's records ({@link RowPipeline}, {@link SegmentWriter});
 * unreadable records of external files never become rows, and are counted beforehand.
 */
final class QueryRun {
  private static final int CHUNKS_MAX = 5_000;
  private static final double STAGING_SHARE = 0.3;

  private final QueryIngestPlan plan;
  private final IngestPlan rows;
  private final Path staging;
  private final IngestSession session;
  private final EngineConfig config;
  private final Progress progress;
  private long bytesRead;
  private long unreadable;
  private final List<OpenedExternal> opened = new ArrayList<>();
  private final Set<String> lists = new HashSet<>();
  private MergedRecords merged = MergedRecords.NONE;
  private List<RowProblem> problems = List.of();
  private RowCounts counts = RowCounts.NONE;

  QueryRun(
      QueryIngestPlan plan,
      Path staging,
      IngestSession session,
      IngestControl control,
      EngineConfig config) {
    this.plan = plan;
    this.rows = plan.rows();
    this.staging = staging;
    this.session = session;
    this.config = config;
    this.progress = new Progress(control);
  }

  /** Errors: as {@code Engine.ingest} says. */
  IngestResult run() {
    try {
      Map<String, String> relations = relations();
      String source = source(plan.query().engineSql(relations::get, QueryRun::systemTable));
      CopyStatistics written = write(source);
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

  private static String systemTable(RelationName name) {
    throw new IllegalStateException("a job reads " + name);
  }

  private IngestFailedException failed(ServiceException fault) {
    return new IngestFailedException(fault, counts, bytesRead, problems);
  }

  private Map<String, String> relations() throws SQLException, IOException {
    List<InputFile> files =
        plan.externals().values().stream().flatMap(table -> table.files().stream()).toList();
    InputOpener opener =
        new InputOpener(
            session,
            config,
            staging.resolve("input"),
            files,
            plan.rows().stream(),
            share -> progress.report(STAGING_SHARE * share));
    Map<String, String> relations = new HashMap<>();
    for (Map.Entry<String, External> external : plan.externals().entrySet()) {
      relations.put(
          external.getKey(),
          JsonLeaves.beside(
              external(external.getValue(), opener), plan.query().leaves(external.getKey())));
    }
    if (!lists.isEmpty()) {
      throw new ListsFoundException(lists);
    }
    bytesRead = opener.bytesRead();
    for (Map.Entry<String, SegmentScan> table : plan.tables().entrySet()) {
      relations.put(table.getKey(), ScanSql.of(table.getValue()));
      for (SegmentScan.FileGroup group : table.getValue().groups()) {
        for (Path file : group.files()) {
          bytesRead += Files.size(file);
        }
      }
    }
    requireReadable();
    return relations;
  }

  /** The records of the files that could be read, as a parenthesized SELECT. */
  private String external(External external, InputOpener opener) throws SQLException, IOException {
    List<StagedInput> inputs = opener.stage(external.files(), external.format(), external.fields());
    RecordSource source = opener.open(inputs, external.format(), external.fields());
    if (plan.counting() != RecordCounting.ROWS) {
      merged = merged.plus(MergedRecords.of(source, external.fields(), session));
    }
    String columns =
        external.fields().stream().map(Column::name).map(SqlText::name).collect(joining(", "));
    String readable =
        "SELECT %s FROM (%s) WHERE NOT %s"
            .formatted(columns, source.everything(), RecordSource.BLANK);
    OpenedExternal open =
        source instanceof NdJsonSource json
            ? looked(external, json, inputs)
            : new OpenedExternal(external, source, inputs, 0, 0);
    opened.add(open);
    return "(" + readable + emptyRecords(open, columns) + ")";
  }

  /** Looks for what only reading tells: unreadable records, and lists in fields of text. */
  private OpenedExternal looked(External external, NdJsonSource json, List<StagedInput> inputs)
      throws SQLException {
    record Look(long blank, boolean lists) {}
    Look look =
        session.query(
            "SELECT count(*) FILTER (WHERE %s), coalesce(bool_or(%s), false) FROM (%s)"
                .formatted(RecordSource.BLANK, RecordSource.LISTS, json.everything()),
            rows -> {
              rows.next();
              return new Look(rows.getLong(1), rows.getBoolean(2));
            });
    if (look.lists()) {
      lists.addAll(json.fieldsWithLists(session));
    }
    long broken = look.blank() == 0 ? 0 : session.count(json.unreadableCount());
    return new OpenedExternal(external, json, inputs, look.blank(), broken);
  }

  /** Rows that are all NULL are unreadable records, or records without any declared field. */
  private String emptyRecords(OpenedExternal open, String columns) {
    long blank = open.blank();
    long broken = open.unreadable();
    unreadable += broken;
    counts = new RowCounts(0, 0, 0, unreadable);
    merged = merged.plus(new MergedRecords(blank - broken, 0));
    return blank == broken
        ? ""
        : " UNION ALL SELECT %s FROM (%s)"
            .formatted(columns, NullRows.of(open.external().fields(), blank - broken));
  }

  /** Where in the files the trouble is, up to a limit. */
  private List<RowProblem> sample() throws SQLException, IOException {
    List<RowProblem> sample = new ArrayList<>();
    for (OpenedExternal external : opened) {
      if (external.unreadable() > 0 || external.external().records().isPresent()) {
        sample.addAll(external.sample(session));
      }
    }
    return sample.stream().limit(Diagnosis.SAMPLE_MAX).toList();
  }

  private void requireReadable() throws SQLException, IOException {
    if (unreadable > rows.parseExceptionsMax()) {
      problems = sample();
      throw new ServiceException(
          ErrorCode.CANNOT_PARSE_SOURCE,
          null,
          "%s could not be read, and maxParseExceptions allows %d; correct the data or raise"
                  .formatted(Counted.of(unreadable, "record"), rows.parseExceptionsMax())
              + " the limit.");
    }
  }

  /** The query's rows in the shape of a {@link RecordSource}. */
  private String source(String query) {
    List<String> names = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < rows.fields().size(); i++) {
      names.add(SqlText.name(rows.fields().get(i).name()));
      columns.add("false AS " + RecordSource.lost(i));
    }
    columns.add("false AS " + RecordSource.BLANK);
    columns.add("false AS " + RecordSource.LISTS);
    return "SELECT *, %s FROM (%s) AS __lodestar_query(%s)"
        .formatted(String.join(", ", columns), query, String.join(", ", names));
  }

  private CopyStatistics write(String source) throws SQLException, IOException {
    RowPipeline pipeline =
        LeafSurvey.of(
            session,
            new RowPipeline(
                rows,
                RowPipeline.valueTypes(rows, source, session),
                plan.counting() != RecordCounting.ROWS),
            source,
            config.leavesPerThousandRows(),
            OptionalLong.empty());
    SegmentWriter writer = new SegmentWriter(session, rows, CHUNKS_MAX);
    double begun = progress.reported();
    CopyStatistics written =
        writer.write(
            pipeline,
            source,
            staging.resolve("rows"),
            share -> progress.report(begun + (0.95 - begun) * share));
    judge(written, count(written));
    return rows.clusteringColumns().isEmpty() ? written : writer.sort(written);
  }

  private RowCounts count(CopyStatistics written) throws SQLException {
    return switch (plan.counting()) {
      case ROWS ->
          new RowCounts(
              written.rows(RowPipeline.STORED) - written.warnings(),
              written.warnings(),
              written.filtered(),
              unreadable
                  + written.rows(RowPipeline.NO_TIME)
                  + written.rows(RowPipeline.OUT_OF_BOUNDS));
      case MERGED, MERGED_AND_FILTERED ->
          merged.counts(
              written,
              staging.resolve("rows"),
              plan.counting() == RecordCounting.MERGED_AND_FILTERED && plan.tables().isEmpty(),
              unreadable,
              session);
    };
  }

  private void judge(CopyStatistics written, RowCounts counted) throws SQLException, IOException {
    long noTime = written.rows(RowPipeline.NO_TIME);
    long outOfBounds = written.rows(RowPipeline.OUT_OF_BOUNDS);
    counts = counted;
    if (rows.stream().isPresent()) {
      return;
    }
    if (counts.skippedByError() + counts.processedWithWarnings() > 0) {
      problems = sample();
    }
    if (noTime > 0) {
      throw new ServiceException(
          ErrorCode.NULL_TIMESTAMP,
          null,
          "%s of the query came without a value for __time; leave them out with WHERE, or use COALESCE."
              .formatted(Counted.of(noTime, "row")));
    }
    if (outOfBounds > 0) {
      throw new ServiceException(
          ErrorCode.TIMESTAMP_OUT_OF_BOUNDS,
          null,
          "%s of the query had a __time outside of the years 1 to 9999; leave them out with WHERE."
              .formatted(Counted.of(outOfBounds, "row")));
    }
  }
}
