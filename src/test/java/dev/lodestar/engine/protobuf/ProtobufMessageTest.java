package dev.lodestar.engine.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TimestampProto;
import dev.lodestar.engine.InvalidSchemaException;
import dev.lodestar.engine.UnreadableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of Protobuf as JSON. */
class ProtobufMessageTest {
  private static final String TYPES =
      """
      syntax = "proto3";
      package shop;
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/duration.proto";
      import "google/protobuf/wrappers.proto";
      import "google/protobuf/struct.proto";
      message Order {
        string name = 1; int64 big = 2; uint64 huge = 3; uint32 wide = 4; sint32 zig = 5;
        fixed64 f64 = 6; sfixed32 s32 = 7; double d = 8; float f = 9; bool yes = 10; bytes raw = 11;
        enum Color { NONE = 0; RED = 1; }
        Color color = 12;
        repeated string tags = 13; repeated int32 numbers = 14;
        map<string, int64> counts = 15; map<uint64, Item> items = 16;
        message Item { string id = 1; Item part = 2; }
        Item item = 17;
        oneof choice { string text = 18; int32 number = 19; }
        optional int32 maybe = 20;
        google.protobuf.Timestamp at = 21; google.protobuf.Duration took = 22;
        google.protobuf.Int64Value wrapped = 23; google.protobuf.Struct extra = 24;
        repeated Item list = 25;
      }
      """;

  /** What a message without any field has: those that cannot know that they were not set. */
  private static final String DEFAULTS =
      "{\"name\":\"\",\"big\":0,\"huge\":0,\"wide\":0,\"zig\":0,\"f64\":0,\"s32\":0,\"d\":0.0,"
          + "\"f\":0.0,\"yes\":false,\"raw\":\"\",\"color\":\"NONE\"}";

  private static ProtobufMessage type(String file, int index) throws InvalidSchemaException {
    return ProtobufSchema.ofFile(file, Map.of()).message(List.of(index)).orElseThrow();
  }

  private static Descriptor descriptor(String file) throws InvalidSchemaException {
    return new ProtobufFiles(
            new LinkedHashMap<>(Map.of("f.proto", ProtoText.parse("f.proto", file))))
        .build("f.proto")
        .getMessageTypes()
        .getFirst();
  }

  private static byte[] message(String file, String text)
      throws InvalidSchemaException, TextFormat.ParseException {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor(file));
    TextFormat.merge(text, builder);
    return builder.build().toByteArray();
  }

  private static String json(ProtobufMessage type, byte[] bytes, Predicate<String> fields)
      throws UnreadableRecordException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      type.write(bytes, 0, fields, json);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** One field of an order, given as Protobuf's text. */
  private static String field(String name, String text)
      throws InvalidSchemaException, UnreadableRecordException, IOException {
    return json(type(TYPES, 0), message(TYPES, text), name::equals);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name|name: 'é\\n'|~\"é\\n\"~",
        "big|big: -9223372036854775808|-9223372036854775808",
        "huge|huge: 18446744073709551615|18446744073709551615",
        "wide|wide: 4294967295|4294967295",
        "zig|zig: -2147483648|-2147483648",
        "f64|f64: 18446744073709551615|18446744073709551615",
        "s32|s32: -1|-1",
        "d|d: 0.1|0.1",
        "d|d: nan|~\"NaN\"~",
        "f|f: 0.1|0.1",
        "yes|yes: true|true",
        "raw|raw: 'hi'|~\"aGk=\"~",
        "color|color: RED|~\"RED\"~",
        "tags|tags: ['a', 'b']|~[\"a\",\"b\"]~",
        "numbers|numbers: [1, -2]|[1,-2]",
        "counts|counts { key: 'k' value: 9007199254740993 }|~{\"k\":9007199254740993}~",
        "items|items { key: 18446744073709551615 value { id: 'x' } }|~{\"18446744073709551615\":{\"id\":\"x\"}}~",
        "item|item { id: 'a' part { id: 'b' } }|~{\"id\":\"a\",\"part\":{\"id\":\"b\"}}~",
        "list|list { id: 'a' } list { id: 'b' }|~[{\"id\":\"a\"},{\"id\":\"b\"}]~",
        "text|text: ''|~\"\"~",
        "number|number: 0|0",
        "maybe|maybe: 0|0",
        "at|at { seconds: 1491446182 nanos: 5000000 }|~\"2017-04-06T02:36:22.005Z\"~",
        "at|at { seconds: -1 }|~\"1969-12-31T23:59:59Z\"~",
        "took|took { seconds: -3 nanos: -500000000 }|~\"-3.500s\"~",
        "took|took { seconds: 7 }|~\"7s\"~",
        "took|took { nanos: 1 }|~\"0.000000001s\"~",
        "wrapped|wrapped { value: 0 }|0",
        "extra|extra { fields { key: 'a' value { list_value { values { number_value: 1.5 } values { null_value: NULL_VALUE } values { bool_value: true } } } } }|~{\"a\":[1.5,null,true]}~"
      })
  void eachTypeHasItsForm(String name, String text, String value)
      throws InvalidSchemaException, UnreadableRecordException, IOException {
    assertThat(field(name, text)).isEqualTo("{\"%s\":%s}".formatted(name, value));
  }

  @Test
  void fieldsThatKnowThatTheyWereNotSetAreLeftOut()
      throws InvalidSchemaException, UnreadableRecordException, IOException {
    assertThat(json(type(TYPES, 0), new byte[0], name -> true)).isEqualTo(DEFAULTS);
  }

  @Test
  void numbersOfNewerEnumsStayAndUnknownFieldsGo()
      throws InvalidSchemaException, UnreadableRecordException, IOException {
    String newer = "syntax = \"proto3\"; message Order { int32 color = 12; string added = 99; }";

    assertThat(json(type(TYPES, 0), message(newer, "color: 7 added: 'x'"), "color"::equals))
        .isEqualTo("{\"color\":7}");
  }

  @Test
  void messagesOfProto2WithGroupsAndRequiredFields()
      throws InvalidSchemaException, UnreadableRecordException, IOException {
    String old =
        """
        message Old {
          required string id = 1;
          optional int32 n = 2 [default = 5, (my.option) = { a: [1, 2] b: "}" }];
          repeated group Part = 3 { optional string a = 1; }
          extensions 100 to max;
        }
        extend Old { optional string more = 100; }
        """;

    assertThat(json(type(old, 0), message(old, "id: 'x' Part { a: 'y' }"), name -> true))
        .isEqualTo("{\"id\":\"x\",\"part\":[{\"a\":\"y\"}]}");
    assertThatThrownBy(() -> json(type(old, 0), new byte[0], name -> true))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void damagedMessagesAreUnreadable() throws InvalidSchemaException, IOException {
    ProtobufMessage order = type(TYPES, 0);
    byte[] whole = message(TYPES, "name: 'abcdef' item { id: 'xyz' }");
    byte[] announcesTooMuch = {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
    byte[] outOfTime = message(TYPES, "at { seconds: 9223372036854775807 }");

    for (byte[] bytes :
        List.of(
            Arrays.copyOf(whole, whole.length - 1),
            announcesTooMuch,
            new byte[] {0x0a, 1, (byte) 0xff},
            new byte[] {0},
            nested(200),
            outOfTime)) {
      assertThatThrownBy(() -> json(order, bytes, name -> true))
          .isInstanceOf(UnreadableRecordException.class);
    }
  }

  /** Parts within parts. */
  private static byte[] nested(int depth) throws IOException {
    byte[] inner = {};
    for (int i = 0; i < depth; i++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeByteArray(i == depth - 1 ? 17 : 2, inner);
      out.flush();
      inner = bytes.toByteArray();
    }
    return inner;
  }

  private static byte[] set(String... files) throws InvalidSchemaException {
    FileDescriptorSet.Builder all = FileDescriptorSet.newBuilder();
    all.addFile(TimestampProto.getDescriptor().toProto());
    for (int i = 0; i < files.length; i++) {
      all.addFile(ProtoText.parse("f%d.proto".formatted(i), files[i]));
    }
    return all.build().toByteArray();
  }

  @Test
  void messageOfADescriptorIsTheFirstOrTheNamedOne() throws InvalidSchemaException {
    byte[] set =
        set(
            """
            syntax = "proto3"; package a.b;
            import "google/protobuf/timestamp.proto";
            message One { message Inner { google.protobuf.Timestamp at = 1; } map<string, Inner> m = 1; }
            message Two {}
            """,
            "syntax = \"proto3\"; package c; message Two {}");

    assertThat(ProtobufSchema.ofDescriptorSet(set, null).name()).isEqualTo("a.b.One");
    assertThat(ProtobufSchema.ofDescriptorSet(set, "Inner").name()).isEqualTo("a.b.One.Inner");
    assertThat(ProtobufSchema.ofDescriptorSet(set, "b.Two").name()).isEqualTo("a.b.Two");
    assertThat(ProtobufSchema.ofDescriptorSet(set, "c.Two").name()).isEqualTo("c.Two");
    assertThat(fault(set, "Two")).contains("several").contains("a.b.Two, c.Two");
    assertThat(fault(set, "MEntry")).contains("it has a.b.One, a.b.One.Inner, a.b.Two, c.Two");
  }

  private static String fault(byte[] set, String type) {
    return catchThrowableOfType(
            InvalidSchemaException.class, () -> ProtobufSchema.ofDescriptorSet(set, type))
        .clause();
  }

  @Test
  void descriptorsThatAreNoneAreRefused() throws InvalidSchemaException {
    byte[] lacking =
        set("syntax = \"proto3\"; import \"other.proto\"; message M { other.Thing t = 1; }");

    assertThat(fault(new byte[0], null)).contains("holds no file");
    assertThat(fault(new byte[] {1, 2, 3}, null)).contains("no descriptor file");
    assertThat(fault(lacking, null)).contains("M.t").contains("--include_imports");
    assertThat(fault(FileDescriptorSet.newBuilder().build().toByteArray(), "M")).isNotEmpty();
  }

  @Test
  void registeredFilesAreTextsOrDescriptorsAndImportEachOther()
      throws InvalidSchemaException, UnreadableRecordException, IOException {
    String item = "syntax = \"proto3\"; package p; message Item { string id = 1; }";
    String order =
        """
        syntax = "proto3"; package p;
        import "confluent/meta.proto"; import public "item.proto";
        message Order { Item item = 1 [(confluent.field_meta).doc = "an item"]; }
        """;
    FileDescriptor linked =
        new ProtobufFiles(Map.of("item.proto", ProtoText.parse("item.proto", item)))
            .build("item.proto");
    String serialized = Base64.getEncoder().encodeToString(linked.toProto().toByteArray());
    byte[] bytes = {10, 3, 10, 1, 'x'};

    for (String each : List.of(item, serialized)) {
      ProtobufSchema schema = ProtobufSchema.ofFile(order, Map.of("item.proto", each));
      ProtobufMessage type = schema.message(List.of(0)).orElseThrow();

      assertThat(json(type, bytes, name -> true)).isEqualTo("{\"item\":{\"id\":\"x\"}}");
      assertThat(schema.message(List.of(1))).isEmpty();
      assertThat(schema.message(List.of(0, 0))).isEmpty();
      assertThat(schema.message(List.of(-1))).isEmpty();
    }
  }

  @Test
  void decimalsAndDatesNeedNoRegistration()
      throws InvalidSchemaException, UnreadableRecordException, IOException {
    String file =
        """
        syntax = "proto3";
        import "confluent/type/decimal.proto"; import "google/type/date.proto";
        message Bill { confluent.type.Decimal sum = 1; google.type.Date day = 2; }
        """;
    byte[] bill =
        message(file, "sum { value: '\\004\\032' scale: 2 } day { year: 2026 month: 1 day: 2 }");

    assertThat(json(type(file, 0), bill, name -> true))
        .isEqualTo("{\"sum\":10.50,\"day\":{\"year\":2026,\"month\":1,\"day\":2}}");
    assertThat(json(type(file, 0), message(file, "sum { scale: 2 }"), name -> true))
        .isEqualTo("{\"sum\":{\"value\":\"\",\"precision\":0,\"scale\":2}}");
  }

  @Test
  void filesThatImportEachOtherInACircleAreRefused() {
    Map<String, String> imports =
        Map.of(
            "a.proto", "syntax = \"proto3\"; import \"b.proto\";",
            "b.proto", "syntax = \"proto3\"; import \"a.proto\";");

    assertThatThrownBy(
            () -> ProtobufSchema.ofFile("syntax = \"proto3\"; import \"a.proto\";", imports))
        .hasMessageContaining("import each other");
  }
}
