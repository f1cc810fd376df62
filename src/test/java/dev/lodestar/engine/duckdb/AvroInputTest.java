package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.data.Column;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.sql.SqlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Object container files of Avro. */
class AvroInputTest {
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"sale","fields":[
                {"name":"ts","type":"string"},
                {"name":"day","type":{"type":"int","logicalType":"date"}},
                {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
                {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
                {"name":"raw","type":["null","bytes"]},
                {"name":"either","type":["null","int","string"]},
                {"name":"tags","type":{"type":"array","items":"string"}},
                {"name":"doc","type":{"type":"record","name":"inner","fields":[
                  {"name":"k","type":{"type":"map","values":"double"}}]}}]}""");

  private static final Column[] FIELDS = {
    column("day", "timestamp"),
    column("at", "long"),
    column("price", "double"),
    column("raw", "string"),
    column("either", "json"),
    column("tags", "stringArray"),
    column("doc", "json"),
    column("absent", "string")
  };

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

  private static GenericRecord sale(Object either) {
    Schema inner = SCHEMA.getField("doc").schema();
    return new GenericRecordBuilder(SCHEMA)
        .set("ts", "2026-01-01")
        .set("day", 1)
        .set("at", 86_400_000_001_999L)
        .set("price", ByteBuffer.wrap(BigInteger.valueOf(1_050).toByteArray()))
        .set("raw", ByteBuffer.wrap("hi".getBytes(StandardCharsets.UTF_8)))
        .set("either", either)
        .set("tags", List.of("x", "y"))
        .set("doc", new GenericRecordBuilder(inner).set("k", Map.of("v", 1.5)).build())
        .build();
  }

  private static byte[] file(String codec, GenericRecord... records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(SCHEMA))) {
      writer.setCodec(CodecFactory.fromString(codec));
      writer.create(SCHEMA, bytes);
      for (GenericRecord each : records) {
        writer.append(each);
      }
    }
    return bytes.toByteArray();
  }

  private static IngestPlan plan(InputFormat.AvroOcf format, byte[] bytes, Column... fields) {
    return EngineFixture.plan(List.of(fixture.file("a.avro", bytes, Compression.NONE)), fields)
        .reading(format);
  }

  private static InputFormat.AvroOcf plain() {
    return new InputFormat.AvroOcf(false, false, Optional.empty());
  }

  private String stored(IngestPlan plan, String column) {
    IngestResult result = fixture.ingest(plan);
    assertThat(result.counts().skippedByError()).isZero();
    return fixture
        .rows(
            "SELECT %s::VARCHAR FROM %s ORDER BY ALL".formatted(column, fixture.scan(plan, result)),
            SqlType.VARCHAR)
        .toString();
  }

  private static ErrorCode fault(IngestPlan plan) {
    IngestFailedException failure =
        catchThrowableOfType(IngestFailedException.class, () -> fixture.ingest(plan));
    assertThat(failure).isNotNull();
    return failure.fault().code();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard", "bzip2", "xz"})
  void readsRecordsInEveryCodec(String codec) throws IOException {
    IngestPlan plan = plan(plain(), file(codec, sale(7), sale("s"), sale(null)), FIELDS);

    assertThat(fixture.ingest(plan).counts()).isEqualTo(new RowCounts(3, 0, 0, 0));
  }

  @Test
  void convertsLogicalTypesAndNestedValues() throws IOException {
    byte[] file = file("null", sale(7));

    assertThat(stored(plan(plain(), file, FIELDS), "epoch_ms(\"day\")")).isEqualTo("[[86400000]]");
    assertThat(stored(plan(plain(), file, FIELDS), "\"at\"")).isEqualTo("[[86400000001]]");
    assertThat(stored(plan(plain(), file, FIELDS), "\"price\"")).isEqualTo("[[10.5]]");
    assertThat(stored(plan(plain(), file, FIELDS), "\"raw\"")).isEqualTo("[[aGk=]]");
    assertThat(stored(plan(plain(), file, FIELDS), "\"either\"")).isEqualTo("[[7]]");
    assertThat(stored(plan(plain(), file, FIELDS), "\"tags\"")).isEqualTo("[[[x, y]]]");
    assertThat(stored(plan(plain(), file, FIELDS), "\"doc\"")).isEqualTo("[[{\"k\":{\"v\":1.5}}]]");
  }

  @Test
  void nestsUnionsByTypeAndReadsBytesAsTextWhenAsked() throws IOException {
    InputFormat.AvroOcf format = new InputFormat.AvroOcf(true, true, Optional.empty());
    byte[] file = file("null", sale(7), sale("s"), sale(null));

    assertThat(stored(plan(format, file, FIELDS), "\"either\""))
        .isEqualTo("[[null], [{\"int\":7}], [{\"string\":\"s\"}]]");
    assertThat(stored(plan(format, file, FIELDS), "\"raw\"")).isEqualTo("[[hi], [hi], [hi]]");
  }

  @Test
  void readsRecordsAsTheReadersSchemaSays() throws IOException {
    InputFormat.AvroOcf format =
        new InputFormat.AvroOcf(
            false,
            false,
            Optional.of(
                """
                {"type":"record","name":"sale","fields":[{"name":"ts","type":"string"},
                  {"name":"absent","type":"string","default":"filled in"}]}"""));

    assertThat(stored(plan(format, file("null", sale(7)), FIELDS), "\"absent\""))
        .isEqualTo("[[filled in]]");
  }

  @Test
  void readsAFileWithoutRecords() throws IOException {
    assertThat(fixture.ingest(plan(plain(), file("null"), FIELDS)).counts().total()).isZero();
  }

  @Test
  void failsOverFilesThatAreNotWhole() throws IOException {
    byte[] whole = file("deflate", sale(7), sale("s"));
    byte[] flipped = whole.clone();
    // In the mark that ends the block: what is within has no checksum in this codec.
    flipped[whole.length - 3] ^= 0x55;
    InputFormat.AvroOcf other =
        new InputFormat.AvroOcf(
            false,
            false,
            Optional.of(
                "{\"type\":\"record\",\"name\":\"sale\",\"fields\":[{\"name\":\"ts\",\"type\":\"int\"}]}"));

    assertThat(fault(plan(plain(), new byte[0], FIELDS))).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(plan(plain(), "{}".getBytes(StandardCharsets.UTF_8), FIELDS)))
        .isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(plan(plain(), Arrays.copyOf(whole, whole.length - 5), FIELDS)))
        .isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(plan(plain(), Arrays.copyOf(whole, whole.length - 40), FIELDS)))
        .isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(plan(plain(), flipped, FIELDS))).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(plan(other, whole, FIELDS))).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
  }
}
