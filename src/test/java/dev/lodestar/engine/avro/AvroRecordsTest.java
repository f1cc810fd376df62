package dev.lodestar.engine.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lodestar.engine.InvalidSchemaException;
import dev.lodestar.engine.UnreadableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single records of Avro as JSON. */
class AvroRecordsTest {
  private static final AvroRecords.Form PLAIN = new AvroRecords.Form(false, false);
  private static final AvroRecords.Form SPELLED_OUT = new AvroRecords.Form(true, true);

  private static String recordOf(String type) {
    return "{\"type\":\"record\",\"name\":\"row\",\"fields\":[{\"name\":\"v\",\"type\":%s}]}"
        .formatted(type);
  }

  private static byte[] encode(Schema schema, Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(schema).write(value, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static byte[] encode(String type, Object value) throws IOException {
    Schema schema = new Schema.Parser().parse(recordOf(type));
    return encode(schema, new GenericRecordBuilder(schema).set("v", value).build());
  }

  private static String json(AvroRecords records, byte[] bytes)
      throws UnreadableRecordException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      records.write(bytes, 0, name -> true, json);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String json(String type, Object value, AvroRecords.Form form)
      throws UnreadableRecordException, InvalidSchemaException, IOException {
    return json(AvroRecords.of(recordOf(type), List.of(), form), encode(type, value));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<Arguments> values() {
    String color = "{\"type\":\"enum\",\"name\":\"color\",\"symbols\":[\"RED\",\"BLUE\"]}";
    String uuid = "{\"type\":\"fixed\",\"name\":\"id\",\"size\":16,\"logicalType\":\"uuid\"}";
    String price = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}";
    GenericData.Fixed sixteen =
        new GenericData.Fixed(new Schema.Parser().parse(uuid), new byte[16]);
    return Stream.of(
        Arguments.of("\"boolean\"", true, "true"),
        Arguments.of("\"int\"", -7, "-7"),
        Arguments.of("\"int\"", 16, "16"),
        Arguments.of("\"long\"", Long.MIN_VALUE, "-9223372036854775808"),
        Arguments.of("\"float\"", 0.1f, "0.1"),
        Arguments.of("\"double\"", Double.NaN, "\"NaN\""),
        Arguments.of("\"string\"", "é\n\"", "\"é\\n\\\"\""),
        Arguments.of("\"bytes\"", bytes("hi"), "\"aGk=\""),
        Arguments.of(price, ByteBuffer.wrap(BigInteger.valueOf(-1_050).toByteArray()), "-10.50"),
        Arguments.of(uuid, sixteen, "\"00000000-0000-0000-0000-000000000000\""),
        Arguments.of("{\"type\":\"string\",\"logicalType\":\"uuid\"}", "a-b", "\"a-b\""),
        Arguments.of("{\"type\":\"int\",\"logicalType\":\"date\"}", 1, "86400000"),
        Arguments.of("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}", 5L, "5"),
        Arguments.of("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}", -1L, "-1"),
        Arguments.of(
            color,
            new GenericData.EnumSymbol(new Schema.Parser().parse(color), "BLUE"),
            "\"BLUE\""),
        Arguments.of("{\"type\":\"array\",\"items\":\"int\"}", List.of(1, 2), "[1,2]"),
        Arguments.of(
            "{\"type\":\"array\",\"items\":\"null\"}", Arrays.asList(null, null), "[null,null]"),
        Arguments.of("{\"type\":\"map\",\"values\":\"long\"}", Map.of("k", 3L), "{\"k\":3}"),
        Arguments.of("[\"null\",\"int\"]", 3, "3"),
        Arguments.of("[\"null\",\"int\",\"string\"]", "s", "\"s\""));
  }

  @ParameterizedTest
  @MethodSource("values")
  void eachTypeHasItsForm(String type, Object value, String expected)
      throws UnreadableRecordException, InvalidSchemaException, IOException {
    assertThat(json(type, value, PLAIN)).isEqualTo("{\"v\":%s}".formatted(expected));
  }

  @Test
  void unionsSayTheirTypeAndBytesAreTextWhenAsked()
      throws UnreadableRecordException, InvalidSchemaException, IOException {
    assertThat(json("[\"null\",\"int\",\"string\"]", 7, SPELLED_OUT))
        .isEqualTo("{\"v\":{\"int\":7}}");
    assertThat(json("[\"null\",\"int\",\"string\"]", null, SPELLED_OUT)).isEqualTo("{}");
    assertThat(json("\"bytes\"", bytes("hi"), SPELLED_OUT)).isEqualTo("{\"v\":\"hi\"}");
  }

  @Test
  void schemasMayNameTypesOfOthers()
      throws UnreadableRecordException, InvalidSchemaException, IOException {
    String inner =
        "{\"type\":\"record\",\"name\":\"in\",\"namespace\":\"a\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";
    String middle =
        "{\"type\":\"record\",\"name\":\"mid\",\"namespace\":\"a\",\"fields\":[{\"name\":\"i\",\"type\":\"in\"}]}";
    AvroRecords records = AvroRecords.of(recordOf("\"a.mid\""), List.of(inner, middle), PLAIN);

    assertThat(json(records, new byte[] {10})).isEqualTo("{\"v\":{\"i\":{\"x\":5}}}");
  }

  @Test
  void valueThatIsNoRecordIsForKeysOnly()
      throws UnreadableRecordException, InvalidSchemaException, IOException {
    assertThat(json(AvroRecords.ofAny("\"long\"", List.of(), PLAIN), new byte[] {84}))
        .isEqualTo("{\"value\":42}");
    assertThatThrownBy(() -> AvroRecords.of("\"long\"", List.of(), PLAIN))
        .isInstanceOf(InvalidSchemaException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"type\":\"record\"}", "\"missing.type\"", "syntax"})
  void textThatIsNoSchemaIsRefused(String schema) {
    assertThatThrownBy(() -> AvroRecords.of(schema, List.of(), PLAIN))
        .isInstanceOf(InvalidSchemaException.class);
  }

  private static void unreadable(String type, byte... bytes) throws InvalidSchemaException {
    AvroRecords records = AvroRecords.of(recordOf(type), List.of(), PLAIN);
    assertThatThrownBy(() -> json(records, bytes)).isInstanceOf(UnreadableRecordException.class);
  }

  /** A length or a count of two thousand million. */
  private static final byte[] HUGE = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};

  @Test
  void damagedRecordsAreUnreadableAndTakeNoMemory() throws IOException, InvalidSchemaException {
    unreadable("\"string\"");
    unreadable("\"string\"", Arrays.copyOf(encode("\"string\"", "abcdef"), 4));
    unreadable("\"int\"", (byte) 2, (byte) 2);
    unreadable("\"int\"", HUGE[0], HUGE[1], HUGE[2], HUGE[3], (byte) 0x7f);
    unreadable("\"boolean\"", (byte) 2);
    unreadable("\"double\"", (byte) 2);
    unreadable("[\"null\",\"int\"]", (byte) 4);
    unreadable("[\"null\",\"int\"]", (byte) 1);
    unreadable("{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"A\"]}", (byte) 2);
    unreadable("\"bytes\"", HUGE);
    unreadable("\"string\"", HUGE);
    unreadable("\"string\"", (byte) 1);
    unreadable("{\"type\":\"array\",\"items\":\"int\"}", HUGE);
    unreadable("{\"type\":\"array\",\"items\":\"null\"}", HUGE);
    unreadable("{\"type\":\"map\",\"values\":\"int\"}", HUGE);
  }

  @Test
  void recordsWithinRecordsWithoutEndAreUnreadable()
      throws UnreadableRecordException, InvalidSchemaException, IOException {
    String chain = "[\"null\",\"row\"]";
    byte[] deep = new byte[1_000_000];
    Arrays.fill(deep, (byte) 2);
    deep[deep.length - 1] = 0;
    AvroRecords records = AvroRecords.of(recordOf(chain), List.of(), PLAIN);

    assertThatThrownBy(() -> json(records, deep)).isInstanceOf(UnreadableRecordException.class);
    assertThat(json(records, new byte[] {2, 0})).as("afterwards").isEqualTo("{\"v\":{}}");
  }
}
