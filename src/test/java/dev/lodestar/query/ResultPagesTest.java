package dev.lodestar.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.data.JsonText;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.query.ResultPages.Limits;
import dev.lodestar.storage.DataDirectory;
import dev.lodestar.storage.ResultStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows go into pages and come back as they were. */
class ResultPagesTest {
  private static final Limits WIDE = new Limits(1_000_000, 1 << 30, 1 << 30);

  private final UUID id = UUID.randomUUID();
  @TempDir Path folder;
  private ResultStore store;

  @BeforeEach
  void open() {
    store = new ResultStore(new DataDirectory(folder));
  }

  /** Batches of at most seven rows. */
  private static final class Rows implements QueryCursor {
    private final List<@Nullable Object[]> rows;
    private int next;

    Rows(List<@Nullable Object[]> rows) {
      this.rows = rows;
    }

    @Override
    public List<@Nullable Object[]> nextBatch() {
      int end = Math.min(next + 7, rows.size());
      List<@Nullable Object[]> batch = rows.subList(next, end);
      next = end;
      return batch;
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}
  }

  private static List<@Nullable Object[]> numbers(int count) {
    return LongStream.range(0, count).mapToObj(i -> new @Nullable Object[] {i}).toList();
  }

  private List<List<@Nullable Object>> read(List<ResultPage> pages) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (StoredCursor cursor = new StoredCursor(store, id, pages)) {
      for (List<@Nullable Object[]> batch = cursor.nextBatch();
          !batch.isEmpty();
          batch = cursor.nextBatch()) {
        batch.forEach(row -> rows.add(Arrays.asList(row)));
      }
    }
    return rows;
  }

  @Test
  void keepsEveryValueAndItsType() {
    @Nullable Object[] row = {
      null,
      0L,
      Long.MIN_VALUE,
      Long.MAX_VALUE,
      1.0,
      -0.0,
      1e300,
      4.9e-324,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      true,
      false,
      "",
      "a\n\"b\"\u0000\ud83d\ude00\u2028",
      Instant.parse("0001-01-01T00:00:00Z"),
      Instant.parse("9999-12-31T23:59:59.999Z"),
      List.of(),
      Arrays.asList("x", null, "[1]"),
      Arrays.asList(1L, null),
      List.of(1.5, 2.0),
      List.of(List.of("deep")),
      List.of(new JsonText("{\"deep\":[1]}"))
    };

    StatementResult result =
        ResultPages.write(store, id, new Rows(List.of(row, new Object[] {"next"})), WIDE);

    assertThat(read(result.pages())).isEqualTo(List.of(Arrays.asList(row), List.of("next")));
  }

  @Test
  void keepsGeneratedRows() {
    Random random = new Random(7);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(20)];
      random.nextBytes(bytes);
      rows.add(
          new @Nullable Object[] {
            random.nextLong(),
            Double.longBitsToDouble(random.nextLong()),
            new String(bytes, StandardCharsets.UTF_8),
            random.nextBoolean() ? null : Instant.ofEpochMilli(random.nextInt())
          });
    }

    StatementResult result = ResultPages.write(store, id, new Rows(rows), WIDE);

    assertThat(read(result.pages())).isEqualTo(rows.stream().map(Arrays::asList).toList());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "9, 1", "10, 1", "11, 2", "20, 2", "21, 3"})
  void cutsPagesByRows(int rows, int pages) {
    StatementResult result =
        ResultPages.write(store, id, new Rows(numbers(rows)), new Limits(10, 1 << 30, 1 << 30));

    assertThat(result.pages()).hasSize(pages);
    assertThat(result.rowCount()).isEqualTo(rows);
    assertThat(read(result.pages())).hasSize(rows);
    assertThat(read(List.of(result.pages().getLast())))
        .hasSize((int) result.pages().getLast().numRows());
  }

  @Test
  void cutsPagesBySize() {
    StatementResult result =
        ResultPages.write(store, id, new Rows(numbers(1000)), new Limits(1000, 100, 1 << 30));

    assertThat(result.pages()).hasSizeGreaterThan(30);
    assertThat(result.pages()).allMatch(page -> page.sizeInBytes() <= 110);
    assertThat(read(result.pages())).hasSize(1000);
  }

  @Test
  void refusesResultsThatAreTooLarge() {
    assertThat(
            catchThrowableOfType(
                    ServiceException.class,
                    () ->
                        ResultPages.write(
                            store, id, new Rows(numbers(1000)), new Limits(100, 1 << 30, 2_000)))
                .code())
        .isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1", "[1,{\"t\"", "{}", "1", "[1]]", "x", "[{\"t\":\"x\"}]"})
  void saysThatADamagedPageCannotBeRead(String damaged) throws IOException {
    store.open(id);
    try (OutputStream page = store.createPage(id, 0)) {
      page.write(damaged.getBytes(StandardCharsets.UTF_8));
    }

    assertThatThrownBy(() -> read(List.of(new ResultPage(0, 1, 1))))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void sweepsResultsThatNobodyHas() {
    UUID other = UUID.randomUUID();
    ResultPages.write(store, id, new Rows(numbers(1)), WIDE);
    store.open(other);

    assertThat(store.sweep(Set.of(id))).isEqualTo(1);

    assertThat(folder.resolve("results").resolve(id.toString())).exists();
    assertThat(folder.resolve("results").resolve(other.toString())).doesNotExist();
    store.delete(List.of(id, other));
    assertThat(folder.resolve("results")).isEmptyDirectory();
  }
}
