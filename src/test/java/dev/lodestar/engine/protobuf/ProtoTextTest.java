package dev.lodestar.engine.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.StructProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import dev.lodestar.engine.InvalidSchemaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of .proto files. */
class ProtoTextTest {
  static Stream<FileDescriptor> filesThatComeWithTheirTexts() {
    return Stream.of(
        ApiProto.getDescriptor(),
        DescriptorProtos.getDescriptor(),
        StructProto.getDescriptor(),
        TypeProto.getDescriptor(),
        WrappersProto.getDescriptor());
  }

  private static FileDescriptor linked(String text) throws InvalidSchemaException {
    return new ProtobufFiles(Map.of("own.proto", ProtoText.parse("own.proto", text)))
        .build("own.proto");
  }

  /** Everything that decides how a message is read. */
  private static Set<String> facts(List<Descriptor> messages, List<EnumDescriptor> enums) {
    Set<String> facts = new TreeSet<>();
    for (Descriptor message : messages) {
      for (FieldDescriptor field : message.getFields()) {
        facts.add(
            "%s %d %s %s %s %s"
                .formatted(
                    field.getFullName(),
                    field.getNumber(),
                    field.getType(),
                    field.isRepeated(),
                    field.hasPresence(),
                    field.getContainingOneof() == null
                        ? ""
                        : field.getContainingOneof().getFullName()));
      }
      facts.addAll(facts(message.getNestedTypes(), message.getEnumTypes()));
    }
    for (EnumDescriptor each : enums) {
      for (EnumValueDescriptor value : each.getValues()) {
        facts.add(each.getFullName() + " " + value.getName() + " " + value.getNumber());
      }
    }
    return facts;
  }

  @ParameterizedTest
  @MethodSource("filesThatComeWithTheirTexts")
  void meansWhatProtocMadeOfIt(FileDescriptor compiled) throws IOException, InvalidSchemaException {
    String text;
    try (InputStream file = FileDescriptor.class.getResourceAsStream("/" + compiled.getName())) {
      text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }

    FileDescriptor parsed = linked(text);

    assertThat(facts(parsed.getMessageTypes(), parsed.getEnumTypes()))
        .isNotEmpty()
        .isEqualTo(facts(compiled.getMessageTypes(), compiled.getEnumTypes()));
  }

  @Test
  void optionsServicesAndCommentsArePassedOver() throws InvalidSchemaException {
    FileDescriptor file =
        linked(
            """
            // A comment; /* of one line
            syntax = 'proto3'; /* and one
            of several */ package a . b;
            option java_package = "x;{"; option (my.opt) = { a: "}" b: [1, 2] };
            service S { rpc Call (stream M) returns (.a.b.M) { option (http) = { get: "/" }; } }
            message M {
              option deprecated = true; reserved 4, 6 to 8; reserved "old";;
              .a.b.E e = 0x1 [deprecated = true, json_name = "ee"];
              message Sub { optional int32 optional = 1; } Sub message = 2;
              map < string , .a.b.M > inner_map = 3;
            }
            enum E { option allow_alias = true; reserved -5 to -1; ZERO = 0; NULL = 0 [(x) = 1]; }
            """);

    assertThat(facts(file.getMessageTypes(), file.getEnumTypes()))
        .contains(
            "a.b.M.e 1 ENUM false false ",
            "a.b.M.inner_map 3 MESSAGE true false ",
            "a.b.M.Sub.optional 1 INT32 false true a.b.M.Sub._optional",
            "a.b.M.message 2 MESSAGE false true ",
            "a.b.E NULL 0");
    assertThat(file.findMessageTypeByName("M").findFieldByName("inner_map").isMapField()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "message",
        "message M {",
        "message M { string }",
        "message M { string a = x; }",
        "message M { string a = 99999999999; }",
        "message M { map<string> a = 1; }",
        "syntax = \"proto4\";",
        "syntax = \"open",
        "/* open",
        "message M { string a = 1 [deprecated = true; }",
        "enum E { A 1; }",
        "{\"type\": \"record\"}",
        "edition = \"2023\";"
      })
  void textThatIsNoFileIsRefused(String text) {
    assertThatThrownBy(() -> ProtoText.parse("a.proto", text))
        .isInstanceOf(InvalidSchemaException.class);
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "message M { ".repeat(100_000);

    assertThatThrownBy(() -> ProtoText.parse("a.proto", deep))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageContaining("too deeply");
  }
}
