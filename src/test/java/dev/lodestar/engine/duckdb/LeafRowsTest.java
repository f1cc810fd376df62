package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.LeafForm;
import dev.lodestar.data.LeafValue;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.StoredLeaf.Kind;
import dev.lodestar.data.TextLists;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.MergePlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.sql.SqlType;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files hold no leaves; merging them adds what they lack. */
class LeafRowsTest {
  /** For each leaf. */
  private static final int ROWS = 100;

  private static final List<Column> COLUMNS =
      List.of(column("__time", "timestamp"), column("j", "json"));
  private static final JsonLeaf LEAF = new JsonLeaf("j", List.of("a"));

  @TempDir static Path folder;
  private static EngineFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new EngineFixture(folder, 1_000 / ROWS);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  /** Rows whose day of January is that of their number. */
  private static IngestResult ingest(int rows, IntUnaryOperator day) {
    String lines =
        IntStream.range(0, rows)
            .mapToObj(
                i ->
                    "{\"ts\":\"2026-01-%02d\",\"j\":{\"a\":%d}}\n"
                        .formatted(day.applyAsInt(i) + 1, i))
            .collect(Collectors.joining());
    IngestPlan plan =
        EngineFixture.plan(List.of(fixture.file("j.json", lines)), column("j", "json"));
    return fixture.ingest(plan);
  }

  private static FileGroup files(List<StagedSegment> segments) {
    return new FileGroup(
        COLUMNS,
        Set.of(),
        segments.getFirst().leaves(),
        segments.stream().map(StagedSegment::file).toList());
  }

  private static List<StagedSegment> merge(long rows, FileGroup... files) {
    Set<StoredLeaf> held =
        Stream.of(files).flatMap(group -> group.leaves().stream()).collect(Collectors.toSet());
    return fixture.engine.merge(
        new MergePlan(
            SegmentScan.of(COLUMNS, Set.of(), Set.of(), List.of(files)),
            rows,
            Granularity.MONTH,
            List.of(),
            TextLists.NONE,
            held),
        fixture.staging(),
        EngineFixture.undisturbed());
  }

  @Test
  void givesLeavesToLargeFilesOnly() {
    assertThat(ingest(ROWS, i -> 0).segments().getFirst().leaves())
        .containsExactly(new StoredLeaf(LEAF, Kind.LONG, false));
    assertThat(ingest(ROWS - 1, i -> 0).segments().getFirst().leaves()).isEmpty();
    assertThat(ingest(ROWS, i -> i % 2).segments())
        .hasSize(2)
        .allSatisfy(segment -> assertThat(segment.leaves()).isEmpty());
  }

  @Test
  void addsLeavesWhenFilesAreMerged() {
    List<StagedSegment> small = ingest(120, i -> i % 4).segments();
    List<StagedSegment> large = ingest(150, i -> 9).segments();

    List<StagedSegment> merged = merge(270, files(small), files(large));

    assertThat(merged).hasSize(1);
    assertThat(merged.getFirst().leaves()).containsExactly(new StoredLeaf(LEAF, Kind.LONG, false));
    LeafValue value = new LeafValue(LEAF, LeafForm.LONG);
    String rows =
        fixture.engine.scanSql(
            SegmentScan.of(COLUMNS, Set.of(), Set.of(value), List.of(files(merged))));
    assertThat(
            fixture.rows(
                "SELECT CAST(sum(%s) AS BIGINT) FROM %s"
                    .formatted(SqlText.name(value.hiddenColumn()), rows),
                SqlType.BIGINT))
        .hasToString("[[%d]]".formatted(119 * 120 / 2 + 149 * 150 / 2));
  }

  @Test
  void givesNoLeavesToMergedFilesThatAreStillSmall() {
    List<StagedSegment> merged = merge(40, files(ingest(40, i -> i % 4).segments()));

    assertThat(merged).hasSize(1);
    assertThat(merged.getFirst().leaves()).isEmpty();
  }

  @Test
  void guessesTheRowsOfChunksInTheOrderOfTime() {
    ChunkSpread spread = new ChunkSpread();
    IntStream.range(0, 10_000).forEach(row -> spread.add(row / 50));

    assertThat(spread.mean(OptionalLong.of(1_000_000))).isEqualTo(50);
    assertThat(spread.mean(OptionalLong.empty())).isEqualTo(50);
  }

  @Test
  void guessesTheRowsOfChunksInNoOrder() {
    ChunkSpread spread = new ChunkSpread();
    IntStream.range(0, 10_000).forEach(row -> spread.add(row % 200));

    assertThat(spread.mean(OptionalLong.of(1_000_000))).isEqualTo(5_000);
    assertThat(spread.mean(OptionalLong.of(1))).isEqualTo(50);
    assertThat(spread.mean(OptionalLong.empty())).isGreaterThan(1_000_000);
  }

  @Test
  void keepsTheMostFrequentLeavesOfEachColumn() {
    List<StoredLeaf> leaves =
        Stream.of("a", "b", "c")
            .flatMap(
                key -> Stream.of(new JsonLeaf("j", List.of(key)), new JsonLeaf("i", List.of(key))))
            .map(StoredLeaf::text)
            .toList();

    assertThat(LeafSurvey.fitting(leaves, 299, 10))
        .containsExactlyInAnyOrderElementsOf(leaves.subList(0, 4));
    assertThat(LeafSurvey.fitting(leaves, Long.MAX_VALUE, 10)).hasSize(6);
    assertThat(LeafSurvey.fitting(leaves, Long.MAX_VALUE, 0)).isEmpty();
  }

  @Test
  void guessesNothingOfNoRows() {
    assertThat(new ChunkSpread().mean(OptionalLong.empty())).isZero();
  }
}
