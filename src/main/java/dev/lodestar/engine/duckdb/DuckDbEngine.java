package dev.lodestar.engine.duckdb;

import dev.lodestar.engine.Engine;
import dev.lodestar.engine.EngineUsage;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.MergePlan;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.engine.QueryIngestPlan;
import dev.lodestar.engine.QueryPlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.engine.TemporaryRelation;
import dev.lodestar.engine.UpsertPlan;
import dev.lodestar.engine.UpsertResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The engine that lives in this process. Safe for threads; each job and query has a connection. */
public final class DuckDbEngine implements Engine {
  private final EngineConfig config;
  private final DuckDbInstance ingestion;
  private final DuckDbInstance queries;
  private final ScheduledExecutorService poller;
  private final KnownTypes knownTypes = new KnownTypes();

  public DuckDbEngine(EngineConfig config) {
    this.config = config;
    try {
      Files.createDirectories(config.spillDirectory());
    } catch (IOException e) {
      throw new UncheckedIOException("making " + config.spillDirectory(), e);
    }
    this.ingestion = DuckDbInstance.forIngestion(config);
    this.queries = DuckDbInstance.forQueries(config);
    this.poller =
        Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("engine-poller-", 0).factory());
  }

  @Override
  public IngestResult ingest(IngestPlan plan, Path staging, IngestControl control) {
    try (IngestSession session = session(control)) {
      return new IngestRun(plan, staging, session, control, config).run();
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }

  @Override
  public IngestResult ingest(QueryIngestPlan plan, Path staging, IngestControl control) {
    try (IngestSession session = session(control)) {
      return new QueryRun(plan, staging, session, control, config).run();
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }

  @Override
  public List<StagedSegment> merge(MergePlan plan, Path staging, IngestControl control) {
    try (IngestSession session = session(control)) {
      return new MergeRun(plan, staging, session, config.leavesPerThousandRows()).run();
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }

  private IngestSession session(IngestControl control) throws SQLException {
    return new IngestSession(ingestion.connect(), control, poller, knownTypes);
  }

  @Override
  public UpsertResult upsert(UpsertPlan plan, Path staging, IngestControl control) {
    try (IngestSession session = session(control)) {
      return new UpsertRun(plan, staging, session, config.leavesPerThousandRows()).run();
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }

  @Override
  public QueryCursor query(QueryPlan plan) {
    return DuckDbCursor.open(queries.connect(), plan, poller);
  }

  @Override
  public String scanSql(SegmentScan scan) {
    return ScanSql.of(scan);
  }

  @Override
  public String scanSql(TemporaryRelation relation) {
    return TemporaryTables.scanSql(relation);
  }

  @Override
  public List<EngineUsage> usage() {
    return List.of(
        ingestion.usage("ingest", config.ingestMemoryBytes()),
        queries.usage("query", config.queryMemoryBytes()));
  }

  @Override
  public void close() {
    poller.shutdownNow();
    queries.close();
    ingestion.close();
  }
}
