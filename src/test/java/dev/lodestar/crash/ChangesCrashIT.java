package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed while it merges small segments, purges hidden ones, replaces and deletes,
 * all at once: after each kill every table holds what it held before or what it holds after, every
 * job completes, and the files are those that the rows name.
 *
 * <p>Settings: {@code lodestar.crash.changes} (2 kills, whose aims the seed chooses, or 40 with
 * {@code lodestar.long}), {@code lodestar.crash.seed} of the moments.
 */
class ChangesCrashIT {
  private static final int KILLS =
      Integer.getInteger("lodestar.crash.changes", Boolean.getBoolean("lodestar.long") ? 40 : 2);
  private static final long SEED = Long.getLong("lodestar.crash.seed", System.nanoTime() % 100_000);
  private static final LocalDate DAY = LocalDate.parse("2026-01-05");
  private static final String MERGED = "merged";
  private static final String REPLACED = "replaced";
  private static final String DELETED = "deleted";
  private static final String HIDDEN = "hidden";
  private static final List<String> TABLES = List.of(MERGED, REPLACED, DELETED, HIDDEN);
  private static final int SMALL_SEGMENTS_MAX = 3;
  private static final int APPENDS = 4;
  private static final int FEW = 1;
  private static final int MANY = 200;

  /** Looks each second, merges whatever can be, and lets nothing be restored. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "LODESTAR_UPKEEP_COMPACT_EVERY", "PT1S",
          "LODESTAR_UPKEEP_SMALL_SEGMENTS_MAX", String.valueOf(SMALL_SEGMENTS_MAX),
          "LODESTAR_UPKEEP_PURGE_EVERY", "PT1S",
          "LODESTAR_UPKEEP_PURGE_AFTER", "P0D",
          "LODESTAR_JOBS_SLOTS", "4");

  @TempDir static Path root;
  private static CrashedServer server;

  private final Random random = new Random(SEED);
  private final Map<Integer, Long> merged = new TreeMap<>();
  private int numbers;

  @BeforeAll
  static void start() throws IOException {
    server = CrashedServer.start(root, SETTINGS);
  }

  @AfterAll
  static void close() throws IOException, InterruptedException {
    server.close();
  }

  /** What a kill is aimed at. */
  private enum Aim {
    MERGED_FILES_IN_PLACE,
    REPLACING_FILES_IN_PLACE,
    FILES_BEING_DELETED,
    ANY_MOMENT
  }

  /** The jobs of one round. */
  private record Round(int number, List<String> appends, String replace, List<String> others) {
    List<String> jobs() {
      List<String> all = new ArrayList<>(appends);
      all.add(replace);
      all.addAll(others);
      return all;
    }
  }

  @Test
  void killLeavesEachTableAsBeforeOrAsAfter() throws Exception {
    System.out.printf("crash: seed %d, %d kills among changes%n", SEED, KILLS);
    server.awaitCompleted(submit(HourlyRows.replace(REPLACED, DAY, MANY, 0)));
    server.awaitCompleted(append());
    for (int kill = 1; kill <= KILLS; kill++) {
      Aim aim = Aim.values()[(int) ((SEED + kill) % Aim.values().length)];
      Set<Path> before = new HashSet<>(files(REPLACED));
      Round round = begin(kill);
      strike(aim, round, before);
      server.process().kill();
      server.restart();
      lookUntilOver(round);
      settle(round);
      System.out.printf("crash: kill %d, %s%n", kill, aim);
    }
  }

  private String submit(JsonNode job) throws IOException, InterruptedException {
    return server.client().submit(job);
  }

  private String append() throws IOException, InterruptedException {
    merged.put(numbers, (long) HourlyRows.HOURS * FEW);
    return submit(HourlyRows.append(MERGED, DAY, FEW, numbers++));
  }

  private Round begin(int number) throws IOException, InterruptedException {
    List<String> appends = new ArrayList<>();
    for (int i = 0; i < APPENDS; i++) {
      appends.add(append());
    }
    return new Round(
        number,
        appends,
        submit(HourlyRows.replace(REPLACED, DAY, MANY, number)),
        List.of(
            submit(HourlyRows.append(DELETED, DAY.plusDays(number), FEW, number)),
            submit(HourlyRows.delete(DELETED, DAY.plusDays(number - 1), false)),
            submit(HourlyRows.append(HIDDEN, DAY.plusDays(number), FEW, number)),
            submit(HourlyRows.delete(HIDDEN, DAY.plusDays(number - 1), true))));
  }

  /**
   * Returns at the moment of the kill, or when it is over, if it went by unseen.
   *
   * @param replaced the files of the table that is replaced, before
   */
  private void strike(Aim aim, Round round, Set<Path> replaced) throws Exception {
    switch (aim) {
      case ANY_MOMENT -> survive(2_500);
      case REPLACING_FILES_IN_PLACE -> {
        CrashedServer.watching()
            .until(() -> !replaced.containsAll(files(REPLACED)) || server.isOver(round.replace()));
        survive(40);
      }
      case MERGED_FILES_IN_PLACE -> {
        for (String append : round.appends()) {
          server.awaitCompleted(append);
        }
        Set<Path> before = new HashSet<>(files(MERGED));
        CrashedServer.watching().until(() -> !before.containsAll(files(MERGED)) || isMerged());
        survive(25);
      }
      case FILES_BEING_DELETED -> {
        for (String job : round.jobs()) {
          server.awaitCompleted(job);
        }
        Set<Path> before = new HashSet<>(files(HIDDEN));
        CrashedServer.watching()
            .until(() -> !Set.copyOf(files(HIDDEN)).containsAll(before) || isQuiet(HIDDEN));
      }
    }
  }

  private void survive(int withinMs) throws InterruptedException {
    assertThat(server.process().survives(Duration.ofMillis(random.nextInt(withinMs)))).isTrue();
  }

  private List<Path> files(String table) throws IOException, InterruptedException {
    return server.filesIn("segments/" + server.client().table(table).path("id").asText());
  }

  /** Whether no hour has more small segments than it may have. */
  private boolean isMerged() throws IOException, InterruptedException {
    return server
            .client()
            .query(
                "SELECT MAX(\"c\") FROM (SELECT COUNT(*) AS \"c\" FROM sys.segments WHERE datasource = '%s' GROUP BY \"start\")"
                    .formatted(MERGED))
            .get(0)
            .get(0)
            .asInt()
        <= SMALL_SEGMENTS_MAX;
  }

  /** While the jobs of the round go on: never half a load, never old and new rows together. */
  private void lookUntilOver(Round round) throws Exception {
    boolean isOver = false;
    while (!isOver) {
      isOver = true;
      for (String job : round.jobs()) {
        isOver = isOver && server.isOver(job);
      }
      assertThat(merged).containsAllEntriesOf(HourlyRows.found(server.client(), MERGED));
      long all = (long) HourlyRows.HOURS * MANY;
      assertThat(HourlyRows.found(server.client(), REPLACED))
          .isIn(Map.of(round.number() - 1, all), Map.of(round.number(), all));
    }
  }

  private void settle(Round round) throws Exception {
    for (String job : round.jobs()) {
      server.awaitCompleted(job);
    }
    long day = (long) HourlyRows.HOURS * FEW;
    assertThat(HourlyRows.found(server.client(), MERGED)).isEqualTo(merged);
    assertThat(HourlyRows.found(server.client(), REPLACED))
        .isEqualTo(Map.of(round.number(), (long) HourlyRows.HOURS * MANY));
    for (String table : List.of(DELETED, HIDDEN)) {
      assertThat(HourlyRows.found(server.client(), table)).isEqualTo(Map.of(round.number(), day));
    }
    CrashedServer.waiting().until(this::isMerged);
    for (String table : TABLES) {
      CrashedServer.waiting().until(() -> isQuiet(table));
    }
    assertThat(HourlyRows.found(server.client(), MERGED)).isEqualTo(merged);
    server.assertNoWorkIsLeft();
  }

  /** Nothing hidden is left, and the files of a table are those that its visible segments name. */
  private boolean isQuiet(String table) throws IOException, InterruptedException {
    JsonNode view = server.client().table(table);
    String folder = "segments/" + view.path("id").asText();
    return server.client().unusedSegments(table).isEmpty()
        && server.filesIn(folder).size() == view.path("segmentCount").asInt()
        && server.bytesIn(folder) == view.path("segmentTotalBytes").asLong();
  }
}
