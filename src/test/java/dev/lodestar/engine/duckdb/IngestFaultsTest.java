package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestPlan.Projection;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How an ingestion ends when it cannot end well, and where its limits are. */
class IngestFaultsTest {
  private static final Column VALUE = column("v", "long");

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

  /** What a test varies of a plan with the columns {@code __time} and {@code v}. */
  private record Shape(
      String time, String value, Optional<String> filter, Granularity unit, long errorsMax) {
    static final Shape PLAIN =
        new Shape(EngineFixture.TIME, "\"v\"", Optional.empty(), Granularity.DAY, 100);

    Shape value(String sql) {
      return new Shape(time, sql, filter, unit, errorsMax);
    }

    Shape filter(String sql) {
      return new Shape(time, value, Optional.of(sql), unit, errorsMax);
    }

    Shape unit(Granularity granularity) {
      return new Shape(time, value, filter, granularity, errorsMax);
    }

    Shape errorsMax(long count) {
      return new Shape(time, value, filter, unit, count);
    }

    IngestPlan over(InputFile... files) {
      IngestPlan plan = EngineFixture.plan(List.of(files), VALUE);
      return new IngestPlan(
          plan.files(),
          plan.format(),
          plan.fields(),
          time,
          List.of(new Projection(VALUE, value)),
          filter,
          unit,
          List.of(),
          errorsMax);
    }
  }

  private static InputFile file(String text) {
    return fixture.file("f.json", text);
  }

  private static IngestFailedException failure(IngestPlan plan) {
    return catchThrowableOfType(IngestFailedException.class, () -> fixture.ingest(plan));
  }

  @Test
  void failsOnTheFirstRowWithoutTime() {
    IngestPlan plan =
        Shape.PLAIN.over(
            fixture.file("good.json", "{\"ts\":\"2026-01-01\"}\n"),
            file("{\"ts\":\"2026-01-01\",\"v\":1}\n\n{bad\n{\"v\":2}\n{\"ts\":\"soon\"}\n"));

    IngestFailedException failure = failure(plan);

    assertThat(failure.fault().code()).isEqualTo(ErrorCode.NULL_TIMESTAMP);
    assertThat(failure.getMessage())
        .startsWith("Line 4 of file \"f.json\" has no value for __time, as 2 records in all;");
    assertThat(failure.counts()).isEqualTo(new RowCounts(2, 0, 0, 3));
    assertThat(failure.problems())
        .containsExactly(
            new RowProblem("f.json", 3, "is not valid JSON"),
            new RowProblem("f.json", 4, "has no value for __time"),
            new RowProblem("f.json", 5, "has no value for __time"));
  }

  @Test
  void failsOnARecordThatHasNoneOfTheFields() {
    IngestFailedException failure =
        failure(Shape.PLAIN.over(file("{\"ts\":\"2026-01-01\"}\n[]\n{\"x\":1}\n{}\n")));

    assertThat(failure.fault().code()).isEqualTo(ErrorCode.NULL_TIMESTAMP);
    assertThat(failure.getMessage()).startsWith("Line 3 of file \"f.json\"");
    assertThat(failure.counts()).isEqualTo(new RowCounts(1, 0, 0, 3));
  }

  @Test
  void filtersBeforeItAsksForTheTime() {
    IngestPlan plan =
        Shape.PLAIN
            .filter("\"v\" > 0")
            .over(file("{\"v\":0}\n{}\n{\"ts\":\"2026-01-01\",\"v\":1}"));

    assertThat(fixture.ingest(plan).counts()).isEqualTo(new RowCounts(1, 0, 2, 0));
  }

  @Test
  void neverComputesWhatTheFilterLeavesOut() {
    IngestPlan plan =
        Shape.PLAIN
            .filter("\"v\" <> 0")
            .value("10 // \"v\"")
            .over(file("{\"ts\":\"2026-01-01\",\"v\":0}\n{\"ts\":\"2026-01-01\",\"v\":5}\n"));

    assertThat(fixture.ingest(plan).counts()).isEqualTo(new RowCounts(1, 0, 1, 0));
  }

  @Test
  void saysWhatAnExpressionCouldNotCompute() {
    IngestFailedException failure =
        failure(Shape.PLAIN.value("10 // \"v\"").over(file("{\"ts\":\"2026-01-01\",\"v\":0}\n")));

    assertThat(failure.fault().code()).isEqualTo(ErrorCode.EVALUATION_FAILED);
    assertThat(failure.getMessage()).startsWith("An integer was divided by zero");
  }

  @Test
  void failsAboveTheLimitOfUnreadableRecords() {
    InputFile file = file("x\ny\n{\"ts\":\"2026-01-01\"}\n");

    assertThat(fixture.ingest(Shape.PLAIN.errorsMax(2).over(file)).counts().skippedByError())
        .isEqualTo(2);
    IngestFailedException failure = failure(Shape.PLAIN.errorsMax(1).over(file));
    assertThat(failure.fault().code()).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(failure.getMessage()).contains("2 records", "allows 1");
    assertThat(failure.problems()).hasSize(2);
  }

  @Test
  void failsOnTimesThatNoCalendarPrints() {
    IngestFailedException failure =
        failure(Shape.PLAIN.over(file("{\"ts\":\"2026-01-01\"}\n{\"ts\":\"12026-01-01\"}\n")));

    assertThat(failure.fault().code()).isEqualTo(ErrorCode.TIMESTAMP_OUT_OF_BOUNDS);
    assertThat(failure.getMessage()).startsWith("Line 2 of file");
    assertThat(failure(Shape.PLAIN.over(file("{\"ts\":\"infinity\"}"))).fault().code())
        .isEqualTo(ErrorCode.TIMESTAMP_OUT_OF_BOUNDS);
  }

  @Test
  void failsOnTooManyChunks() {
    String seconds =
        IntStream.range(0, 6_000)
            .mapToObj(i -> "{\"ts\":\"" + Instant.ofEpochSecond(i) + "\"}")
            .collect(joining("\n"));

    assertThat(failure(Shape.PLAIN.unit(Granularity.SECOND).over(file(seconds))).fault().code())
        .isEqualTo(ErrorCode.TOO_MANY_TIME_BUCKETS);
  }

  @Test
  void failsOnARowBeyondTheSizeLimit() {
    String huge = "{\"ts\":\"2026-01-01\",\"v\":\"" + "9".repeat(40 << 20) + "\"}\n";

    assertThat(failure(Shape.PLAIN.over(file(huge))).fault().code())
        .isEqualTo(ErrorCode.ROW_TOO_LARGE);
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void putsEachRowIntoItsChunk(Granularity unit) {
    List<Instant> times =
        Stream.of(
                "0001-01-01T00:00:00Z",
                "1969-12-28T23:59:59.999Z",
                "1969-12-29T00:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "1970-01-01T00:00:00Z",
                "2024-02-29T12:34:56.789Z",
                "2024-03-31T23:59:59.999Z",
                "2024-04-01T00:00:00Z",
                "2026-06-15T05:59:59Z",
                "2026-06-15T06:00:00Z",
                "2026-06-15T08:00:00Z",
                "9999-12-31T23:59:59.998Z")
            .map(Instant::parse)
            .toList();
    String text = times.stream().map(t -> "{\"ts\":\"" + t + "\"}").collect(joining("\n"));

    IngestResult result = fixture.ingest(Shape.PLAIN.unit(unit).over(file(text)));

    assertThat(result.segments().stream().map(StagedSegment::chunk))
        .containsExactlyInAnyOrderElementsOf(times.stream().map(unit::chunkOf).distinct().toList());
    assertThat(result.segments())
        .allSatisfy(
            segment ->
                assertThat(times.stream().filter(segment.chunk()::contains).count())
                    .isEqualTo(segment.rowCount()))
        .allSatisfy(segment -> assertThat(times).contains(segment.minTime(), segment.maxTime()));
  }

  /** Stops the job once it has got as far as it should. */
  private static final class Stopper implements IngestControl {
    private final double share;
    private final List<Double> shares = new ArrayList<>();
    private volatile boolean canceled;
    private volatile long canceledNanos;

    Stopper(double share) {
      this.share = share;
    }

    @Override
    public void onCancel(Runnable interrupt) {}

    @Override
    public boolean canceled() {
      return canceled;
    }

    @Override
    public synchronized void progress(double done) {
      shares.add(done);
      if (done >= share && !canceled) {
        canceledNanos = System.nanoTime();
        canceled = true;
      }
    }
  }

  @Test
  void stopsWithinASecondOfACancelAndReportsProgressThatOnlyGrows() {
    String line = "{\"ts\":\"2026-01-01\",\"v\":1,\"x\":\"" + "y".repeat(200) + "\"}\n";
    byte[] text = line.repeat(500_000).getBytes(StandardCharsets.US_ASCII);
    IngestPlan packed = Shape.PLAIN.over(fixture.file("f", Zstd.compress(text), Compression.ZSTD));
    for (double share : new double[] {0, 0.1, 0.31, 0.5}) {
      Stopper stopper = new Stopper(share);

      IngestFailedException failure =
          catchThrowableOfType(
              IngestFailedException.class,
              () -> fixture.engine.ingest(packed, fixture.staging(), stopper));
      long stoppedNanos = System.nanoTime();

      assertThat(failure.fault().code()).isEqualTo(ErrorCode.CANCELED);
      assertThat(Duration.ofNanos(stoppedNanos - stopper.canceledNanos))
          .isLessThan(Duration.ofSeconds(1));
      assertThat(stopper.shares).isSorted();
    }
  }

  @Test
  void runsSeveralJobsAtOnce() throws InterruptedException, ExecutionException {
    String text =
        IntStream.range(0, 20_000)
            .mapToObj(i -> i % 10 == 0 ? "bad" : "{\"ts\":\"2026-01-01\",\"v\":" + i + "}")
            .collect(joining("\n"));
    IngestPlan plan = Shape.PLAIN.errorsMax(Long.MAX_VALUE).over(file(text));
    try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
      List<Future<IngestResult>> running =
          IntStream.range(0, 8).mapToObj(i -> workers.submit(() -> fixture.ingest(plan))).toList();
      for (Future<IngestResult> result : running) {
        assertThat(result.get().counts()).isEqualTo(new RowCounts(18_000, 0, 0, 2_000));
        assertThat(result.get().problems()).hasSize(20);
      }
    }
  }
}
