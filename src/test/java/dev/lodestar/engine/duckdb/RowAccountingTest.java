package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.sql.SqlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated files of every kind of line: what the engine counts is what the generator made. */
class RowAccountingTest {
  private static final String[] BROKEN = {
    "{\"ts\":",
    "{\"ts\":\"2026-01-01\",\"v\":1",
    "[1,2]",
    "17",
    "null",
    "nonsense",
    "{}{}",
    "\"s\"",
    "{\"ts\":\"2026-01-01\"} x",
    "{\"v\":\"\u00e9\"",
    "{'ts':1}"
  };
  private static final String[] EMPTY = {"{}", "{\"other\":1}", "{\"v\":null}", " { } "};

  @TempDir static Path folder;
  private static EngineFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new EngineFixture(folder);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  /** One generated job and the truth about it. */
  private static final class Generated {
    final List<InputFile> files = new ArrayList<>();
    final List<RowProblem> problems = new ArrayList<>();
    long good;
    long warned;
    long filtered;
    long unreadable;
    long bytes;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void countsEveryRecordExactlyOnce(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    boolean emptyRecordsAreStored = random.nextBoolean();
    Generated made = generate(random, emptyRecordsAreStored);
    IngestPlan shape =
        EngineFixture.plan(made.files, column("v", "long"), column("keep", "string"));
    String time =
        emptyRecordsAreStored
            ? "coalesce(%s, TIMESTAMP '2000-01-01')".formatted(EngineFixture.TIME)
            : EngineFixture.TIME;
    String filter =
        emptyRecordsAreStored ? "\"keep\" IS NULL OR \"keep\" <> 'no'" : "\"keep\" = 'yes'";
    IngestPlan plan =
        new IngestPlan(
            shape.files(),
            shape.format(),
            shape.fields(),
            time,
            shape.projections(),
            Optional.of(filter),
            shape.partitioning(),
            random.nextBoolean() ? List.of("v") : List.of(),
            Long.MAX_VALUE);

    IngestResult result = fixture.ingest(plan);

    assertThat(result.counts())
        .isEqualTo(new RowCounts(made.good, made.warned, made.filtered, made.unreadable));
    assertThat(result.bytesRead()).isEqualTo(made.bytes);
    assertThat(result.problems())
        .isEqualTo(made.problems.subList(0, Math.min(20, made.problems.size())));
    assertThat(result.segments().stream().mapToLong(StagedSegment::rowCount).sum())
        .isEqualTo(made.good + made.warned);
    assertThat(fixture.rows("SELECT count(*) FROM " + fixture.scan(plan, result), SqlType.BIGINT))
        .isEqualTo(List.of(List.of(made.good + made.warned)));
  }

  private static Generated generate(SplittableRandom random, boolean emptyRecordsAreStored)
      throws IOException {
    Generated made = new Generated();
    int files = 1 + random.nextInt(3);
    for (int file = 0; file < files; file++) {
      String name = "file-" + file;
      StringBuilder text = new StringBuilder();
      int lines = random.nextInt(random.nextBoolean() ? 6_000 : 60);
      int badShare = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(30);
      for (int line = 1; line <= lines; line++) {
        text.append(line(random, made, new Place(name, line), badShare, emptyRecordsAreStored));
        text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
      }
      if (random.nextBoolean() && !text.isEmpty()) {
        text.setLength(text.length() - (text.charAt(text.length() - 1) == '\n' ? 1 : 0));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      made.bytes += bytes.length;
      made.files.add(packed(random, name, bytes));
    }
    return made;
  }

  private record Place(String file, long line) {}

  private static String line(
      SplittableRandom random,
      Generated made,
      Place place,
      int badShare,
      boolean emptyRecordsAreStored) {
    String ts = "2026-01-0%dT10:00:00Z".formatted(1 + random.nextInt(5));
    if (random.nextInt(100) >= badShare) {
      made.good++;
      return "{\"ts\":\"%s\",\"v\":%d,\"keep\":\"yes\"}".formatted(ts, random.nextInt(1000));
    }
    switch (random.nextInt(5)) {
      case 0 -> {
        made.unreadable++;
        String broken = BROKEN[random.nextInt(BROKEN.length)];
        boolean valid = List.of("[1,2]", "17", "null", "\"s\"").contains(broken);
        made.problems.add(
            new RowProblem(
                place.file, place.line, valid ? "is not a JSON object" : "is not valid JSON"));
        return broken;
      }
      case 1 -> {
        if (emptyRecordsAreStored) {
          made.good++;
        } else {
          made.filtered++;
        }
        return EMPTY[random.nextInt(EMPTY.length)];
      }
      case 2 -> {
        made.filtered++;
        return "{\"keep\":\"no\",\"v\":\"not a number\"}";
      }
      case 3 -> {
        made.warned++;
        made.problems.add(new RowProblem(place.file, place.line, "field \"v\" is not a long"));
        return "{\"ts\":\"%s\",\"keep\":\"yes\",\"v\":\"many\"}".formatted(ts);
      }
      default -> {
        return random.nextBoolean() ? "" : "  \t";
      }
    }
  }

  private static InputFile packed(SplittableRandom random, String name, byte[] bytes)
      throws IOException {
    return switch (random.nextInt(3)) {
      case 0 -> fixture.file(name, bytes, Compression.NONE);
      case 1 -> fixture.file(name, Zstd.compress(bytes), Compression.ZSTD);
      default -> {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        int middle = bytes.length / 2;
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
          gzip.write(bytes, 0, middle);
        }
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
          gzip.write(bytes, middle, bytes.length - middle);
        }
        yield fixture.file(name, packed.toByteArray(), Compression.GZ);
      }
    };
  }
}
