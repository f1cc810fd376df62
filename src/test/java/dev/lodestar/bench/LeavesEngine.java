package dev.lodestar.bench;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestPlan.Projection;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.engine.QueryPlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.engine.duckdb.DuckDbEngine;
import dev.lodestar.engine.duckdb.EngineConfig;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.SqlSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** An engine that {@link LeavesBenchmark} times, with the rows that it loaded last. */
final class LeavesEngine implements AutoCloseable {
  private static final IngestControl UNDISTURBED =
      new IngestControl() {
        @Override
        public void onCancel(Runnable interrupt) {}

        @Override
        public boolean canceled() {
          return false;
        }

        @Override
        public void progress(double share) {}
      };

  private final Path folder;
  private final Engine engine;
  private final DruidSql sql = new DruidSql();
  private List<Column> columns = List.of();
  private List<StagedSegment> segments = List.of();
  private int loads;

  LeavesEngine(Path folder, int leavesPerThousandRows) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.engine =
        new DuckDbEngine(
            EngineConfig.of(folder.resolve("spill"), List.of(folder))
                .withLeavesPerThousandRows(leavesPerThousandRows));
  }

  Timing load(IngestPlan plan) throws IOException {
    Path staging = Files.createDirectories(folder.resolve("load-" + loads++));
    Duration cpu = ProcessFigures.cpu(ProcessHandle.current());
    long begun = System.nanoTime();
    segments = engine.ingest(plan, staging, UNDISTURBED).segments();
    Duration wall = Duration.ofNanos(System.nanoTime() - begun);
    columns = new ArrayList<>(List.of(new Column(Column.TIME, DataType.TIMESTAMP)));
    plan.projections().stream().map(Projection::column).forEach(columns::add);
    return new Timing(wall, ProcessFigures.cpu(ProcessHandle.current()).minus(cpu));
  }

  long bytes() {
    return segments.stream().mapToLong(StagedSegment::sizeBytes).sum();
  }

  /** The nanoseconds that an answer took, planning left out. */
  long ask(String question) {
    BoundQuery query =
        sql.bindQuery(
            question,
            List.of(),
            new SqlSettings(ZoneOffset.UTC, Instant.EPOCH, OptionalLong.empty()),
            name -> Optional.of(new Relation(name, columns)));
    List<FileGroup> files =
        segments.stream()
            .map(s -> new FileGroup(columns, Set.of(), s.leaves(), List.of(s.file())))
            .toList();
    String text =
        query.engineSql(
            name -> engine.scanSql(SegmentScan.of(columns, Set.of(), query.leaves(name), files)),
            system -> {
              throw new IllegalStateException("a benchmark reads " + system);
            });
    long begun = System.nanoTime();
    try (QueryCursor cursor =
        engine.query(new QueryPlan(text, query.columns(), Duration.ofMinutes(1)))) {
      while (!cursor.nextBatch().isEmpty()) {
        // Only the time counts.
      }
    }
    return System.nanoTime() - begun;
  }

  @Override
  public void close() {
    engine.close();
  }
}
