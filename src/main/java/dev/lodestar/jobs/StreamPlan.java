package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.UpsertRule;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.QueryIngestPlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.StreamRules;
import dev.lodestar.scans.TableScans;
import dev.lodestar.storage.SegmentFile;
import dev.lodestar.tables.TableSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the batches of a streaming job become segments; the same for many batches. */
public final class StreamPlan {
  private final JobPlan job;
  private final List<Column> columns;
  private final Optional<UpsertRule> upserts;
  private final List<IngestPlan.LookupTable> lookups;
  private final Map<String, SegmentScan> tables;
  private final List<SegmentFile> sources;

  StreamPlan(JobPlan job, Optional<UpsertRule> upserts) {
    this(job, upserts, List.of(), Map.of(), List.of());
  }

  private StreamPlan(
      JobPlan job,
      Optional<UpsertRule> upserts,
      List<IngestPlan.LookupTable> lookups,
      Map<String, SegmentScan> tables,
      List<SegmentFile> sources) {
    this.job = job;
    this.columns = job.segmentColumns();
    this.upserts = upserts;
    this.lookups = List.copyOf(lookups);
    this.tables = Map.copyOf(tables);
    this.sources = List.copyOf(sources);
  }

  /** The same, with the files of the lookups that it reads, if it reads any. */
  public StreamPlan reading(TableScans scans) {
    return switch (job.input()) {
      case JobPlan.Input.Files files ->
          new StreamPlan(
              job,
              upserts,
              LookupTables.of(scans, files.lookups()),
              Map.of(),
              sources(scans, files.lookups().values().stream().map(JobPlan.LookupRead::table)));
      case JobPlan.Input.Query query ->
          new StreamPlan(
              job,
              upserts,
              List.of(),
              query.tables().entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey,
                          table ->
                              scans.of(table.getValue(), query.query().leaves(table.getKey())))),
              sources(scans, query.tables().values().stream()));
    };
  }

  private static List<SegmentFile> sources(TableScans scans, Stream<TableSnapshot> tables) {
    return tables.flatMap(table -> scans.sources(table).stream()).toList();
  }

  /** What each batch reads besides its records, to be held while it is made. */
  public List<SegmentFile> sources() {
    return sources;
  }

  JobPlan job() {
    return job;
  }

  /** The columns of the segments, {@code __time} first; always the same object. */
  public List<Column> columns() {
    return columns;
  }

  /** How its rows take the place of older ones, if they do. */
  public Optional<UpsertRule> upserts() {
    return upserts;
  }

  public Granularity partitioning() {
    return job.template().partitioning();
  }

  /** The order of rows within a time chunk. */
  public List<String> clusteringColumns() {
    return job.template().clusteringColumns();
  }

  /**
   * Makes segment files of one batch.
   *
   * <p>Errors: those of {@link Engine#ingest}.
   *
   * @param records nd-json
   * @param rules its times only matter to detail tables: the query of an aggregate one has its own
   */
  public IngestResult ingest(
      Engine engine, InputFile records, StreamRules rules, Path staging, IngestControl control) {
    return switch (job.input()) {
      case JobPlan.Input.Files files ->
          engine.ingest(
              job.template().over(List.of(records), lookups).ofStream(rules), staging, control);
      case JobPlan.Input.Query input ->
          engine.ingest(query(input, records, rules), staging, control);
    };
  }

  private QueryIngestPlan query(JobPlan.Input.Query input, InputFile records, StreamRules rules) {
    Map<String, QueryIngestPlan.External> externals =
        input.externals().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    table ->
                        new QueryIngestPlan.External(
                            List.of(records),
                            table.getValue().format(),
                            table.getValue().fields(),
                            Optional.empty())));
    StreamRules anyTime =
        new StreamRules(
            Granularity.ETERNITY,
            rules.isProvisional(),
            rules.explains(),
            rules.rowBytesMax(),
            rules.upserts());
    return new QueryIngestPlan(
        input.query(), tables, externals, job.template().ofStream(anyTime), input.counting());
  }
}
