package dev.lodestar.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.connectors.RegisteredSchema;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.jobs.FormatSettings;
import dev.lodestar.jobs.JobSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of Avro and Protobuf, bare and with schemas of a registry, and their wrappers. */
class BinaryDecodersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AVRO =
      "{'format':'avro_stream','parseSchemaProvider':{'type':'connection','connectionName':'r'}}";
  private static final String PROTOBUF =
      "{'format':'protobuf','parseSchemaProvider':{'type':'connection','connectionName':'r'}}";
  private static final String NUMBER =
      "{\"type\":\"record\",\"name\":\"n\",\"fields\":[{\"name\":\"n\",\"type\":\"int\"}]}";
  private static final String NUMBER_AND_TEXT =
      "{\"type\":\"record\",\"name\":\"n\",\"fields\":[{\"name\":\"n\",\"type\":\"int\"},"
          + "{\"name\":\"t\",\"type\":[\"null\",\"string\"]}]}";

  private final Map<Integer, RegisteredSchema> registry = new HashMap<>();
  private final List<Integer> asked = new ArrayList<>();
  private boolean away;

  private Optional<RegisteredSchema> find(String connection, int id, boolean serialized) {
    asked.add(id);
    if (away) {
      throw SourceLostException.ofSchemas("The registry is away.", new IOException());
    }
    return Optional.ofNullable(registry.get(id));
  }

  private void avro(int id, String text) {
    registry.put(id, new RegisteredSchema("AVRO", text, List.of()));
  }

  private void protobuf(int id, String text, RegisteredSchema.Reference... references) {
    registry.put(id, new RegisteredSchema("PROTOBUF", text, List.of(references)));
  }

  private RecordReader reader(String format, boolean wantsAll, Column... fields) {
    try {
      FormatSettings settings = JSON.readValue(format.replace('\'', '"'), FormatSettings.class);
      return RecordReader.of(
          new JobSource.Connection("c", List.of(fields), settings), this::find, wantsAll);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines, with {@code !} and the reason for a broken one. */
  private static List<String> read(RecordReader reader, byte @Nullable [] key, byte[] value) {
    List<String> lines = new ArrayList<>();
    reader.read(
        new StreamRecord(
            new StreamPartition("s", "0"),
            new StreamPosition.Offset(2),
            1_700_000_000_000L,
            key,
            value,
            List.of()),
        new RecordDecoder.Lines() {
          @Override
          public void line(byte[] bytes, int length) {
            lines.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
          }

          @Override
          public void broken(String reason) {
            lines.add("!" + reason);
          }
        });
    return lines;
  }

  private static List<String> read(RecordReader reader, int... value) {
    return read(reader, null, bytes(value));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void recordsAreReadWithTheSchemasThatTheyWereWrittenWith() {
    avro(7, NUMBER);
    avro(0x01020304, NUMBER_AND_TEXT);
    RecordReader reader = reader(AVRO, true);

    assertThat(read(reader, 0, 0, 0, 0, 7, 10)).containsExactly("{\"n\":5}");
    assertThat(read(reader, 0, 1, 2, 3, 4, 12, 2, 2, 'x')).containsExactly("{\"n\":6,\"t\":\"x\"}");
    assertThat(read(reader, 0, 0, 0, 0, 7, 14)).containsExactly("{\"n\":7}");
    assertThat(asked).as("each schema is asked for once").containsExactly(7, 0x01020304);
  }

  @Test
  void onlyFieldsThatAreDeclaredAreWrittenUnlessAllAreWanted() {
    avro(7, NUMBER_AND_TEXT);

    assertThat(
            read(
                reader(AVRO, false, new Column("t", DataType.STRING)), 0, 0, 0, 0, 7, 2, 2, 2, 'x'))
        .containsExactly("{\"t\":\"x\"}");
  }

  @Test
  void recordsThatNoSchemaFitsAreBroken() {
    avro(7, NUMBER);
    avro(8, "no schema");
    protobuf(9, "syntax = \"proto3\"; message M {}");
    RecordReader reader = reader(AVRO, true);

    assertThat(read(reader, 0, 0, 0, 0, 5, 1))
        .containsExactly("!has the schema 5, which its registry does not have");
    assertThat(read(reader, 0, 0, 0, 0, 8, 1).getFirst()).startsWith("!has the schema 8, which is");
    assertThat(read(reader, 0, 0, 0, 0, 9, 1))
        .containsExactly("!has the schema 9, which is of the type PROTOBUF");
    assertThat(read(reader, 0, 0, 0, 0, 7)).containsExactly("!is not valid Avro of its schema");
    assertThat(read(reader, 0, 0, 0, 0, 7, 2, 2))
        .containsExactly("!is longer than its Avro schema says");
    for (byte[] strange :
        List.of(bytes(), bytes(0, 0, 0), bytes(1, 0, 0, 0, 7, 2), bytes('{', '}'))) {
      assertThat(read(reader, null, strange).getFirst()).startsWith("!does not begin with a zero");
    }
  }

  @Test
  void unknownSchemaIsNotAskedForWithEachRecord() {
    RecordReader reader = reader(AVRO, true);

    for (int i = 0; i < 100; i++) {
      assertThat(read(reader, 0, 0, 0, 0, 5, 1)).hasSize(1);
    }

    assertThat(asked).containsExactly(5);
  }

  @Test
  void registryThatIsAwayIsALostSourceUntilItIsBack() {
    avro(7, NUMBER);
    RecordReader reader = reader(AVRO, true);
    away = true;

    assertThatThrownBy(() -> read(reader, 0, 0, 0, 0, 7, 10))
        .isInstanceOf(SourceLostException.class);
    away = false;
    assertThat(read(reader, 0, 0, 0, 0, 7, 10)).containsExactly("{\"n\":5}");
    away = true;
    assertThat(read(reader, 0, 0, 0, 0, 7, 12)).as("known already").containsExactly("{\"n\":6}");
  }

  @Test
  void bareRecordsHaveTheSchemaOfTheJobAlsoWhenTheyLookBlank() {
    RecordReader reader =
        reader(
            "{'format':'avro_stream','parseSchemaProvider':{'type':'inline-avro','schema':%s}}"
                .formatted(NUMBER),
            true);

    assertThat(read(reader, ' ')).containsExactly("{\"n\":16}");
    assertThat(read(reader, 0, 0, 0, 0, 7, 10)).hasSize(1).first().asString().startsWith("!");
  }

  @Test
  void messagesAreFoundByTheirPlaceInTheFile() {
    protobuf(
        7,
        """
        syntax = "proto3"; import "b.proto";
        message A { int32 n = 1; message In { string t = 1; } } message B { B2 b = 1; }
        """,
        new RegisteredSchema.Reference(
            "b.proto", "syntax = \"proto3\"; message B2 { bool yes = 1; }"));
    RecordReader reader = reader(PROTOBUF, true);

    assertThat(read(reader, 0, 0, 0, 0, 7, 0, 8, 5))
        .as("the short form")
        .containsExactly("{\"n\":5}");
    assertThat(read(reader, 0, 0, 0, 0, 7, 2, 0, 8, 5)).containsExactly("{\"n\":5}");
    assertThat(read(reader, 0, 0, 0, 0, 7, 4, 0, 0, 10, 1, 'x')).containsExactly("{\"t\":\"x\"}");
    assertThat(read(reader, 0, 0, 0, 0, 7, 2, 2, 10, 2, 8, 1))
        .containsExactly("{\"b\":{\"yes\":true}}");
    assertThat(read(reader, 0, 0, 0, 0, 7, 0)).as("without a byte").containsExactly("{\"n\":0}");
    assertThat(read(reader, 0, 0, 0, 0, 7, 2, 4))
        .containsExactly("!names a message that its schema does not have");
    for (byte[] cut :
        List.of(bytes(0, 0, 0, 0, 7), bytes(0, 0, 0, 0, 7, 2), bytes(0, 0, 0, 0, 7, 1))) {
      assertThat(read(reader, null, cut))
          .containsExactly("!does not say which message of its schema it is");
    }
    assertThat(read(reader, 0, 0, 0, 0, 7, 0, 8)).first().asString().startsWith("!is not a valid");
  }

  @Test
  void keysOfKafkaMayBeSingleValues() {
    avro(7, NUMBER);
    avro(8, "\"string\"");
    RecordReader reader =
        reader("{'format':'kafka','valueFormat':%s,'keyFormat':%s}".formatted(AVRO, AVRO), true);

    assertThat(read(reader, bytes(0, 0, 0, 0, 8, 2, 'k'), bytes(0, 0, 0, 0, 7, 10)))
        .containsExactly(
            "{\"n\":5,\"kafka.timestamp\":1700000000000,\"kafka.topic\":\"s\",\"kafka.key\":\"k\"}");
    assertThat(read(reader, bytes(0, 0, 0, 0, 7, 84), bytes(0, 0, 0, 0, 7, 10)).getFirst())
        .contains("\"kafka.key\":42");
    assertThat(read(reader, null, bytes(0, 0, 0, 0, 9))).first().asString().startsWith("!has the");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void kinesisMetadataAreFieldsAndThoseOfTheValueWin(boolean wantsAll) {
    RecordReader reader =
        reader(
            "{'format':'kinesis','valueFormat':{'format':'nd-json'}}",
            wantsAll,
            new Column("kinesis.timestamp", DataType.LONG),
            new Column("kinesis.partitionKey", DataType.STRING));
    byte[] key = "k\"1".getBytes(StandardCharsets.UTF_8);

    assertThat(read(reader, key, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
        .containsExactly(
            "{\"a\":1,\"kinesis.timestamp\":1700000000000,\"kinesis.partitionKey\":\"k\\\"1\"}");
    assertThat(read(reader, key, "{\"kinesis.timestamp\":1}".getBytes(StandardCharsets.UTF_8)))
        .as("the engine takes the first of two")
        .first()
        .asString()
        .startsWith("{\"kinesis.timestamp\":1,\"kinesis.timestamp\":17");
  }

  @Test
  void kinesisMetadataHaveTheNamesOfTheFormat() {
    RecordReader reader =
        reader(
            "{'format':'kinesis','valueFormat':{'format':'csv','columns':['a']},"
                + "'timestampColumnName':'at','partitionKeyColumnName':'key'}",
            false,
            new Column("key", DataType.STRING));

    assertThat(read(reader, bytes('k'), bytes('x'))).containsExactly("{\"a\":\"x\",\"key\":\"k\"}");
  }
}
