package dev.lodestar.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.data.TextLists;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.tables.CompactableTable;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableSpec;
import dev.lodestar.upkeep.CompactionTask.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is worth merging. */
class CompactionTaskTest {
  private static final Rule RULE = new Rule(3, 1_000);
  private static final UUID TABLE = UUID.randomUUID();
  private static final Column TIME = new Column(Column.TIME, DataType.TIMESTAMP);
  private static final Column LONG = new Column("x", DataType.LONG);
  private static final Column DOUBLE = new Column("x", DataType.DOUBLE);
  private static final Column TEXT = new Column("x", DataType.STRING);

  private static Table table(Granularity partitioning, Column... discovered) {
    UserStamp stamp = new UserStamp(new UserReference("name", "id"), Instant.EPOCH);
    return new Table(
        TABLE,
        TableSpec.createdByJob("t", partitioning, List.of()),
        0,
        List.of(discovered),
        false,
        stamp,
        stamp);
  }

  private static Segment segment(
      Granularity granularity, String time, long bytes, TextLists lists, Column... columns) {
    Interval chunk = granularity.chunkOf(Instant.parse(time + "T00:00:00Z"));
    List<Column> held = new ArrayList<>(List.of(TIME));
    held.addAll(Arrays.asList(columns));
    return new Segment(
        UUID.randomUUID(),
        TABLE,
        chunk,
        1,
        bytes,
        chunk.start(),
        chunk.start(),
        held,
        lists,
        Set.of(),
        null);
  }

  private static Segment day(int day, long bytes, Column... columns) {
    return segment(Granularity.DAY, "2026-01-%02d".formatted(day), bytes, TextLists.NONE, columns);
  }

  private static List<CompactionTask> tasks(Table table, List<Segment> segments) {
    return CompactionTask.of(new CompactableTable(table, segments, Set.of()), RULE);
  }

  private static List<CompactionTask> conversions(Granularity to, List<Segment> segments) {
    Set<UUID> all = segments.stream().map(Segment::id).collect(Collectors.toSet());
    return CompactionTask.of(new CompactableTable(table(to), segments, all), RULE);
  }

  @Test
  void leavesFewSmallSegmentsAlone() {
    List<Segment> three = List.of(day(1, 10), day(1, 10), day(1, 10), day(2, 10));

    assertThat(tasks(table(Granularity.DAY), three)).isEmpty();
    assertThat(tasks(table(Granularity.DAY), List.of())).isEmpty();
  }

  @Test
  void mergesTheSmallSegmentsOfACrowdedChunk() {
    List<Segment> four = List.of(day(1, 10), day(1, 10), day(1, 10), day(1, 10));
    List<Segment> all = new ArrayList<>(four);
    all.add(day(1, 1_000));
    all.add(day(2, 10));

    List<CompactionTask> tasks = tasks(table(Granularity.DAY), all);

    assertThat(tasks).hasSize(1);
    assertThat(tasks.getFirst().sources()).containsExactlyInAnyOrderElementsOf(four);
    assertThat(tasks.getFirst().partitioning()).isEqualTo(Granularity.DAY);
  }

  @Test
  void aimsAtTheSize() {
    List<Segment> five = List.of(day(1, 400), day(1, 400), day(1, 400), day(1, 400), day(1, 999));

    List<CompactionTask> tasks = tasks(table(Granularity.DAY), five);

    assertThat(tasks).hasSize(2);
    assertThat(tasks)
        .allSatisfy(
            task ->
                assertThat(task.sources().stream().mapToLong(Segment::sizeBytes).sum())
                    .isEqualTo(800));
  }

  @Test
  void mergesWithinTheChunksThatAJobChose() {
    List<Segment> hours = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      hours.add(segment(Granularity.HOUR, "2026-01-01", 10, TextLists.NONE));
    }

    List<CompactionTask> tasks = tasks(table(Granularity.DAY), hours);

    assertThat(tasks).hasSize(1);
    assertThat(tasks.getFirst().partitioning()).isEqualTo(Granularity.HOUR);
  }

  @Test
  void convertsWhatIsOlderThanThePartitioning() {
    Segment first = day(1, 10);
    Segment last = day(31, 10);
    Segment next = segment(Granularity.DAY, "2026-02-01", 10, TextLists.NONE);

    List<CompactionTask> tasks = conversions(Granularity.MONTH, List.of(last, next, first));

    assertThat(tasks).hasSize(2);
    assertThat(tasks.get(0).sources()).containsExactlyInAnyOrder(first, last);
    assertThat(tasks.get(1).sources()).containsExactly(next);
    assertThat(tasks).extracting(CompactionTask::partitioning).containsOnly(Granularity.MONTH);
  }

  @Test
  void splitsOneCoarseSegmentAlone() {
    Segment all = segment(Granularity.ALL, "2026-01-01", 5_000, TextLists.NONE);
    Segment month = segment(Granularity.MONTH, "2026-01-01", 5_000, TextLists.NONE);

    assertThat(conversions(Granularity.DAY, List.of(all, month)))
        .extracting(CompactionTask::sources)
        .containsExactlyInAnyOrder(List.of(all), List.of(month));
  }

  @Test
  void convertsNothingThatFitsAlready() {
    assertThat(conversions(Granularity.DAY, List.of(day(1, 10), day(2, 10)))).isEmpty();
  }

  @Test
  void putsNoSegmentIntoTwoTasks() {
    List<Segment> many = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      many.add(day(1 + i % 2, 300));
    }

    List<Segment> used =
        conversions(Granularity.MONTH, many).stream()
            .flatMap(task -> task.sources().stream())
            .toList();

    assertThat(used).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(many);
  }

  @Test
  void unitesColumnsInTheOrderOfTheTable() {
    Column other = new Column("a", DataType.STRING);
    CompactionTask task =
        new CompactionTask(
            table(Granularity.DAY, other, TEXT),
            List.of(day(1, 10, LONG), day(1, 10, TEXT, other), day(1, 10)),
            Granularity.DAY);

    assertThat(task.columns()).containsExactly(TIME, other, TEXT);
  }

  @Test
  void keepsTheTypeThatAllSourcesHave() {
    CompactionTask task =
        new CompactionTask(
            table(Granularity.DAY, TEXT),
            List.of(day(1, 10, LONG), day(1, 10, LONG)),
            Granularity.DAY);

    assertThat(task.columns()).containsExactly(TIME, LONG);
  }

  @Test
  void makesNoDoublesOfLongsThatMayBecomeTextsLater() {
    List<Segment> mixed = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      mixed.add(day(1, 10, i % 2 == 0 ? LONG : DOUBLE));
    }

    assertThat(tasks(table(Granularity.DAY, DOUBLE), mixed))
        .hasSize(2)
        .allSatisfy(task -> assertThat(task.columns()).hasSize(2).doesNotHaveDuplicates());
    assertThat(tasks(table(Granularity.DAY, TEXT), mixed)).hasSize(1);
  }

  @Test
  void keepsListsOfTexts() {
    TextLists several = new TextLists(Set.of("x"), Set.of("x"));
    CompactionTask task =
        new CompactionTask(
            table(Granularity.DAY, TEXT),
            List.of(segment(Granularity.DAY, "2026-01-01", 10, several, TEXT), day(1, 10, TEXT)),
            Granularity.DAY);

    assertThat(task.lists()).isEqualTo(several);
  }
}
