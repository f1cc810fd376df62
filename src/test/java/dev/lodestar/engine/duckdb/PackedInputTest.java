package dev.lodestar.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Files packed with bzip2, xz and snappy; gzip and zstd are in {@link IngestFaultsTest}. */
class PackedInputTest {
  private static final int ROWS = 20_000;

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

  private static byte[] text() {
    Random random = new Random(7);
    return IntStream.range(0, ROWS)
        .mapToObj(i -> "{\"ts\":\"2026-01-01\",\"n\":\"%d\"}".formatted(random.nextLong()))
        .collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(Compression compression, byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (compression) {
          case BZ2 -> new BZip2CompressorOutputStream(bytes, 1);
          case XZ -> new XZOutputStream(bytes, new LZMA2Options(1));
          case SZ -> new FramedSnappyCompressorOutputStream(bytes);
          case NONE, GZ, ZSTD -> throw new IllegalArgumentException("not of this test");
        }) {
      out.write(text);
    }
    return bytes.toByteArray();
  }

  private static IngestPlan plan(Compression compression, byte[] bytes) {
    return EngineFixture.plan(List.of(fixture.file("f", bytes, compression)));
  }

  private static ErrorCode fault(Compression compression, byte[] bytes) {
    IngestFailedException failure =
        catchThrowableOfType(
            IngestFailedException.class, () -> fixture.ingest(plan(compression, bytes)));
    assertThat(failure).as("damaged %s", compression).isNotNull();
    return failure.fault().code();
  }

  @ParameterizedTest
  @EnumSource(names = {"BZ2", "XZ", "SZ"})
  void readsPackedFilesOfOneOrSeveralMembers(Compression compression) throws IOException {
    byte[] one = packed(compression, text());
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.write(one);
    two.write(one);

    assertThat(fixture.ingest(plan(compression, one)).counts())
        .isEqualTo(new RowCounts(ROWS, 0, 0, 0));
    assertThat(fixture.ingest(plan(compression, two.toByteArray())).counts())
        .isEqualTo(new RowCounts(2 * ROWS, 0, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"BZ2", "XZ", "SZ"})
  void failsOverDamagedFiles(Compression compression) throws IOException {
    byte[] whole = packed(compression, text());
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 0x10;

    assertThat(fault(compression, text())).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(compression, new byte[0])).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(compression, flipped)).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(compression, Arrays.copyOf(whole, whole.length - 7)))
        .isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
  }
}
