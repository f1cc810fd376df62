package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestPlan.Projection;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.ListsFoundException;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.engine.QueryPlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.sql.OutputColumn;
import dev.lodestar.sql.SqlType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An engine over a temporary folder, and short words for the plans of tests. */
final class EngineFixture implements AutoCloseable {
  /** ISO text with offset in field {@code ts}. */
  static final String TIME = "timezone('UTC', TRY_CAST(\"ts\" AS TIMESTAMPTZ))";

  final Path root;
  final DuckDbEngine engine;

  EngineFixture(Path root) {
    this(root, 1_000_000);
  }

  /** An engine that gives files so many leaves for each thousand of their rows. */
  EngineFixture(Path root, int leavesPerThousandRows) {
    this.root = root.toAbsolutePath();
    this.engine =
        new DuckDbEngine(
            EngineConfig.of(this.root.resolve("spill"), List.of(this.root))
                .withLeavesPerThousandRows(leavesPerThousandRows));
  }

  static IngestControl undisturbed() {
    return new IngestControl() {
      @Override
      public void onCancel(Runnable interrupt) {}

      @Override
      public boolean canceled() {
        return false;
      }

      @Override
      public void progress(double share) {}
    };
  }

  InputFile file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8), Compression.NONE);
  }

  InputFile file(String name, byte[] bytes, Compression compression) {
    try {
      Path path = root.resolve(UUID.randomUUID().toString());
      return new InputFile(name, Files.write(path, bytes), compression);
    } catch (IOException e) {
      throw new IllegalStateException("writing " + name, e);
    }
  }

  static Column column(String name, String type) {
    return new Column(name, DataType.ofApiName(type));
  }

  /** Fields {@code ts} and the given ones, each mapped to a column of its name and type. */
  static IngestPlan plan(List<InputFile> files, Column... fields) {
    List<Column> all = new ArrayList<>(List.of(column("ts", "string")));
    all.addAll(Arrays.asList(fields));
    return new IngestPlan(
        files,
        new InputFormat.NdJson(),
        all,
        TIME,
        Arrays.stream(fields).map(f -> new Projection(f, SqlText.name(f.name()))).toList(),
        Optional.empty(),
        Granularity.DAY,
        List.of(),
        Long.MAX_VALUE);
  }

  Path staging() {
    try {
      return Files.createDirectories(root.resolve("staging").resolve(UUID.randomUUID().toString()));
    } catch (IOException e) {
      throw new IllegalStateException("making a staging folder", e);
    }
  }

  /** As a job does: planned once more where fields of text turn out to hold lists. */
  IngestResult ingest(IngestPlan plan) {
    try {
      return engine.ingest(plan, staging(), undisturbed());
    } catch (ListsFoundException e) {
      return engine.ingest(withLists(plan, e.fields()), staging(), undisturbed());
    }
  }

  private static IngestPlan withLists(IngestPlan plan, Set<String> lists) {
    return new IngestPlan(
        plan.files(),
        plan.format(),
        plan.fields().stream()
            .map(f -> lists.contains(f.name()) ? new Column(f.name(), DataType.STRING_ARRAY) : f)
            .toList(),
        plan.time(),
        plan.projections(),
        plan.within(),
        plan.filter(),
        plan.partitioning(),
        plan.clusteringColumns(),
        plan.parseExceptionsMax(),
        plan.lookups(),
        plan.stream());
  }

  /** A parenthesized SELECT over what an ingestion staged. */
  String scan(IngestPlan plan, IngestResult result) {
    List<Column> columns = new ArrayList<>(List.of(column("__time", "timestamp")));
    plan.projections().forEach(projection -> columns.add(projection.column()));
    Set<String> several =
        result.segments().stream()
            .flatMap(segment -> segment.lists().several().stream())
            .collect(Collectors.toSet());
    String rows =
        engine.scanSql(
            new SegmentScan(
                columns,
                several,
                Set.of(),
                result.segments().stream()
                    .map(
                        segment ->
                            new SegmentScan.FileGroup(
                                columns,
                                segment.lists().stored(),
                                segment.leaves(),
                                List.of(segment.file())))
                    .toList(),
                Optional.empty()));
    String shown =
        several.stream()
            .map(SqlText::name)
            .map(name -> "druid_mv_text(%s) AS %s".formatted(name, name))
            .collect(Collectors.joining(", "));
    return shown.isEmpty() ? rows : "(SELECT * REPLACE (%s) FROM %s)".formatted(shown, rows);
  }

  List<List<@Nullable Object>> rows(String sql, SqlType... types) {
    List<OutputColumn> columns =
        Arrays.stream(types).map(type -> new OutputColumn("c", type)).toList();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (QueryCursor cursor = engine.query(new QueryPlan(sql, columns, Duration.ofMinutes(1)))) {
      List<@Nullable Object[]> batch = cursor.nextBatch();
      while (!batch.isEmpty()) {
        batch.forEach(row -> rows.add(new ArrayList<>(Arrays.asList(row))));
        batch = cursor.nextBatch();
      }
    }
    return rows;
  }

  @Override
  public void close() {
    engine.close();
  }
}
