package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.UpsertRule;
import dev.lodestar.engine.MergePlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.engine.UpsertPlan;
import dev.lodestar.engine.UpsertResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes rows that take the place of stored ones: finds the newest one of each key, then the
 * segments with older rows of these keys, and writes what stays of both.
 *
 * <p>Only the keys and versions of stored rows are read, but for the segments that lose rows.
 */
final class UpsertRun {
  /** The newest new row of each key: key, version, place of its file, {@link #ID}. */
  private static final String NEWEST = "__lodestar_newest";

  /** Those of them that no stored row is newer than. */
  private static final String WON = "__lodestar_won";

  private static final String ID = "__lodestar_id";

  /** Segments with so many rows are not merged with others. */
  private static final long LARGE_ROWS = 100_000;

  private final UpsertPlan plan;
  private final UpsertRule rule;
  private final Path staging;
  private final IngestSession session;
  private final int leavesPerThousandRows;
  private int folders;

  UpsertRun(UpsertPlan plan, Path staging, IngestSession session, int leavesPerThousandRows) {
    this.plan = plan;
    this.rule = plan.rows().rule();
    this.staging = staging;
    this.session = session;
    this.leavesPerThousandRows = leavesPerThousandRows;
  }

  /** Segments that are written together: new rows, what is left of stored ones, or both. */
  private static final class Output {
    private MergePlan shape;
    private Optional<MergePlan> added = Optional.empty();
    private Optional<MergePlan> left = Optional.empty();

    Output(MergePlan shape) {
      this.shape = shape;
    }
  }

  /** Errors: as {@code Engine.upsert} says. */
  UpsertResult run() throws SQLException {
    judge();
    List<Integer> losing = losing();
    List<Output> outputs = new ArrayList<>();
    for (MergePlan merge : plan.added()) {
      Output output = output(outputs, merge);
      output.added = Optional.of(output.added.map(more -> more.plus(merge)).orElse(merge));
    }
    for (int place : losing) {
      MergePlan merge = plan.stored().get(place);
      Output output = output(outputs, merge);
      output.left = Optional.of(output.left.map(more -> more.plus(merge)).orElse(merge));
    }
    List<UpsertResult.Part> parts = new ArrayList<>();
    for (Output output : outputs) {
      parts.add(new UpsertResult.Part(output.shape.scan().columns(), write(output)));
    }
    return new UpsertResult(parts, losing);
  }

  /** Small segments of the same shape are merged by the way; a large one stands alone. */
  private static Output output(List<Output> outputs, MergePlan merge) {
    if (merge.rowCount() < LARGE_ROWS) {
      for (Output output : outputs) {
        if (output.shape.rowCount() < LARGE_ROWS && output.shape.isAlike(merge)) {
          output.shape = output.shape.plus(merge);
          return output;
        }
      }
    }
    Output own = new Output(merge);
    outputs.add(own);
    return own;
  }

  private void judge() throws SQLException {
    SegmentScan nothing = new SegmentScan(List.of(), List.of());
    session.execute(
        "CREATE TEMP TABLE %s AS SELECT %s, %s, %s, row_number() OVER () AS %s FROM (%s)"
            .formatted(
                NEWEST,
                UpsertSql.keys(rule),
                UpsertSql.VERSION,
                UpsertSql.ORDER,
                ID,
                UpsertSql.newest(nothing, plan.rows())));
    session.execute(
        """
        CREATE TEMP TABLE %s AS SELECT * FROM %s WHERE %s NOT IN (
          SELECT newest.%s FROM %s AS stored JOIN %s AS newest ON %s WHERE %s)"""
            .formatted(
                WON,
                NEWEST,
                ID,
                ID,
                stored(),
                NEWEST,
                UpsertSql.same(rule, "stored", "newest"),
                UpsertSql.isNewer("stored", "newest")));
  }

  /** All stored rows, only with what decides. */
  private String stored() {
    SegmentScan all =
        SegmentScan.of(
            List.of(),
            Set.of(),
            Set.of(),
            plan.stored().stream().flatMap(merge -> merge.scan().groups().stream()).toList());
    return ScanSql.keyed(all, rule);
  }

  /** The places of the segments that hold a row which is replaced. */
  private List<Integer> losing() throws SQLException {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < plan.stored().size(); i++) {
      places.put(plan.stored().get(i).scan().groups().getFirst().files().getFirst().toString(), i);
    }
    return session.query(
        "SELECT DISTINCT stored.%s FROM %s AS stored JOIN %s AS newest ON %s WHERE NOT %s"
            .formatted(
                UpsertSql.FILE,
                stored(),
                NEWEST,
                UpsertSql.same(rule, "stored", "newest"),
                UpsertSql.isNewer("stored", "newest")),
        files -> {
          List<Integer> found = new ArrayList<>();
          while (files.next()) {
            found.add(places.get(files.getString(1)));
          }
          return found;
        });
  }

  private List<StagedSegment> write(Output output) throws SQLException {
    String source =
        Stream.concat(
                output.added.stream().map(merge -> wonOf(scan(output, merge))),
                output.left.stream().map(merge -> leftOf(scan(output, merge))))
            .collect(joining(" UNION ALL ", "(", ")"));
    long rows = session.count("SELECT count(*) FROM %s AS kept".formatted(source));
    try {
      Path folder = Files.createDirectories(staging.resolve("upsert-" + folders++));
      return rows == 0
          ? List.of()
          : new MergeRun(
                  output.shape.withRows(rows), source, folder, session, leavesPerThousandRows)
              .run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Some of the rows, in the shape that all of them get. */
  private static SegmentScan scan(Output output, MergePlan some) {
    SegmentScan all = output.shape.scan();
    return SegmentScan.of(all.columns(), all.multiValues(), Set.of(), some.scan().groups());
  }

  private String wonOf(SegmentScan events) {
    return "SELECT %s FROM (%s) AS events SEMI JOIN %s AS won ON %s AND events.%s = won.%s"
        .formatted(
            UpsertSql.columns(events, "events"),
            UpsertSql.ordered(events, plan.rows()),
            WON,
            UpsertSql.same(rule, "events", "won"),
            UpsertSql.ORDER,
            UpsertSql.ORDER);
  }

  private String leftOf(SegmentScan stored) {
    return "SELECT %s FROM %s AS stored LEFT JOIN %s AS newest ON %s WHERE newest.%s IS NULL OR %s"
        .formatted(
            UpsertSql.columns(stored, "stored"),
            ScanSql.keyed(stored, rule),
            NEWEST,
            UpsertSql.same(rule, "stored", "newest"),
            ID,
            UpsertSql.isNewer("stored", "newest"));
  }
}
