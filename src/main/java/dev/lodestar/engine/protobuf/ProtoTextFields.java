package dev.lodestar.engine.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import dev.lodestar.engine.InvalidSchemaException;
import java.util.Locale;
import java.util.Map;

/** Reads the fields of messages in the text of a {@code .proto} file. */
final class ProtoTextFields {
  private static final Map<String, FieldDescriptorProto.Type> SCALARS =
      Map.ofEntries(
          Map.entry("double", FieldDescriptorProto.Type.TYPE_DOUBLE),
          Map.entry("float", FieldDescriptorProto.Type.TYPE_FLOAT),
          Map.entry("int32", FieldDescriptorProto.Type.TYPE_INT32),
          Map.entry("int64", FieldDescriptorProto.Type.TYPE_INT64),
          Map.entry("uint32", FieldDescriptorProto.Type.TYPE_UINT32),
          Map.entry("uint64", FieldDescriptorProto.Type.TYPE_UINT64),
          Map.entry("sint32", FieldDescriptorProto.Type.TYPE_SINT32),
          Map.entry("sint64", FieldDescriptorProto.Type.TYPE_SINT64),
          Map.entry("fixed32", FieldDescriptorProto.Type.TYPE_FIXED32),
          Map.entry("fixed64", FieldDescriptorProto.Type.TYPE_FIXED64),
          Map.entry("sfixed32", FieldDescriptorProto.Type.TYPE_SFIXED32),
          Map.entry("sfixed64", FieldDescriptorProto.Type.TYPE_SFIXED64),
          Map.entry("bool", FieldDescriptorProto.Type.TYPE_BOOL),
          Map.entry("string", FieldDescriptorProto.Type.TYPE_STRING),
          Map.entry("bytes", FieldDescriptorProto.Type.TYPE_BYTES));

  private final ProtoTokens tokens;
  private final ProtoText file;

  ProtoTextFields(ProtoTokens tokens, ProtoText file) {
    this.tokens = tokens;
    this.file = file;
  }

  void field(DescriptorProto.Builder message, int depth) throws InvalidSchemaException {
    FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder();
    if (tokens.take("repeated")) {
      field.setLabel(Label.LABEL_REPEATED);
    } else if (tokens.take("required")) {
      field.setLabel(Label.LABEL_REQUIRED);
    } else {
      field.setLabel(Label.LABEL_OPTIONAL);
      field.setProto3Optional(tokens.take("optional") && file.isProto3());
    }
    finish(field, message, depth);
  }

  void oneof(DescriptorProto.Builder message, int depth) throws InvalidSchemaException {
    int index = message.getOneofDeclCount();
    message.addOneofDeclBuilder().setName(tokens.name());
    tokens.expect("{");
    while (!tokens.take("}")) {
      if (tokens.take(";")) {
        continue;
      }
      if (tokens.peek().equals("option")) {
        tokens.skipStatement();
        continue;
      }
      FieldDescriptorProto.Builder field =
          FieldDescriptorProto.newBuilder().setLabel(Label.LABEL_OPTIONAL).setOneofIndex(index);
      finish(field, message, depth);
    }
  }

  private void finish(
      FieldDescriptorProto.Builder field, DescriptorProto.Builder message, int depth)
      throws InvalidSchemaException {
    String type = tokens.dottedName();
    if (type.equals("map") && tokens.take("<")) {
      mapTypes(field, message);
    } else if (type.equals("group")) {
      group(field, message, depth);
      return;
    } else {
      type(field, type);
      field.setName(tokens.name());
    }
    number(field);
    tokens.expect(";");
    message.addField(field);
  }

  private void number(FieldDescriptorProto.Builder field) throws InvalidSchemaException {
    tokens.expect("=");
    field.setNumber(tokens.number());
    if (tokens.peek().equals("[")) {
      tokens.skipBrackets();
    }
  }

  /** Whether a name is that of a message or of an enum is found out when the file is linked. */
  private static void type(FieldDescriptorProto.Builder field, String name) {
    FieldDescriptorProto.Type scalar = SCALARS.get(name);
    if (scalar == null) {
      field.setTypeName(name);
    } else {
      field.setType(scalar);
    }
  }

  /** A map is a list of messages with a key and a value, of a type of their own. */
  private void mapTypes(FieldDescriptorProto.Builder field, DescriptorProto.Builder message)
      throws InvalidSchemaException {
    FieldDescriptorProto.Builder key = part("key", 1);
    type(key, tokens.dottedName());
    tokens.expect(",");
    FieldDescriptorProto.Builder value = part("value", 2);
    type(value, tokens.dottedName());
    tokens.expect(">");
    String name = tokens.name();
    DescriptorProto.Builder entry =
        message.addNestedTypeBuilder().setName(camelCase(name) + "Entry");
    entry.getOptionsBuilder().setMapEntry(true);
    entry.addField(key).addField(value);
    field
        .setName(name)
        .setLabel(Label.LABEL_REPEATED)
        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(entry.getName());
  }

  private static FieldDescriptorProto.Builder part(String name, int number) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    boolean isUpper = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        isUpper = true;
      } else {
        camel.append(isUpper ? Character.toUpperCase(c) : c);
        isUpper = false;
      }
    }
    return camel.toString();
  }

  private void group(FieldDescriptorProto.Builder field, DescriptorProto.Builder message, int depth)
      throws InvalidSchemaException {
    String name = tokens.name();
    field
        .setName(name.toLowerCase(Locale.ROOT))
        .setType(FieldDescriptorProto.Type.TYPE_GROUP)
        .setTypeName(name);
    number(field);
    message.addField(field);
    message.addNestedType(file.message(name, depth + 1));
  }

  /** Optional fields of proto3 are each alone in a oneof, behind those that the file declares. */
  void endWithOptionals(DescriptorProto.Builder message) {
    for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
      if (field.getProto3Optional()) {
        field.setOneofIndex(message.getOneofDeclCount());
        message.addOneofDeclBuilder().setName("_" + field.getName());
      }
    }
  }
}
