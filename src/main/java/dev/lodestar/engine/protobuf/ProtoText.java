package dev.lodestar.engine.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.lodestar.engine.InvalidSchemaException;

/**
 * Reads the text of {@code .proto} files, of proto2 and proto3, as far as it decides how messages
 * are read: options, services and extensions are passed over. What types names mean is left to
 * whoever links the files.
 *
 * <p>Source: Protocol Buffers Language Specification, proto2 and proto3.
 */
final class ProtoText {
  private static final int DEPTH_MAX = 64;

  private final ProtoTokens tokens;
  private final FileDescriptorProto.Builder file;
  private final ProtoTextFields fields;

  private ProtoText(String name, ProtoTokens tokens) {
    this.tokens = tokens;
    this.file = FileDescriptorProto.newBuilder().setName(name);
    this.fields = new ProtoTextFields(tokens, this);
  }

  static FileDescriptorProto parse(String name, String text) throws InvalidSchemaException {
    return new ProtoText(name, new ProtoTokens(text)).parse();
  }

  private FileDescriptorProto parse() throws InvalidSchemaException {
    while (!tokens.isAtEnd()) {
      switch (tokens.next()) {
        case ";" -> {}
        case "syntax" -> syntax();
        case "edition" ->
            throw new InvalidSchemaException(
                "is written for an edition of Protobuf, which is read from descriptors only");
        case "import" -> imports();
        case "package" -> {
          file.setPackage(tokens.dottedName());
          tokens.expect(";");
        }
        case "option" -> tokens.skipStatement();
        case "message" -> file.addMessageType(message(tokens.name(), 0));
        case "enum" -> file.addEnumType(enumeration());
        case "extend", "service" -> {
          tokens.dottedName();
          tokens.skipBrackets();
        }
        default -> throw tokens.fault("this is no declaration");
      }
    }
    return file.build();
  }

  private void syntax() throws InvalidSchemaException {
    tokens.expect("=");
    String syntax = tokens.string();
    if (!syntax.equals("proto2") && !syntax.equals("proto3")) {
      throw tokens.fault("its syntax is neither proto2 nor proto3");
    }
    file.setSyntax(syntax);
    tokens.expect(";");
  }

  private void imports() throws InvalidSchemaException {
    boolean isPublic = tokens.take("public");
    if (!isPublic) {
      tokens.take("weak");
    }
    if (isPublic) {
      file.addPublicDependency(file.getDependencyCount());
    }
    file.addDependency(tokens.string());
    tokens.expect(";");
  }

  boolean isProto3() {
    return file.getSyntax().equals("proto3");
  }

  /** From the brace behind its name on. */
  DescriptorProto message(String name, int depth) throws InvalidSchemaException {
    if (depth > DEPTH_MAX) {
      throw tokens.fault("messages are nested too deeply");
    }
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
    tokens.expect("{");
    while (!tokens.take("}")) {
      switch (tokens.peek()) {
        case ";" -> tokens.expect(";");
        case "message" -> {
          tokens.next();
          message.addNestedType(message(tokens.name(), depth + 1));
        }
        case "enum" -> {
          tokens.next();
          message.addEnumType(enumeration());
        }
        case "option", "reserved", "extensions" -> tokens.skipStatement();
        case "extend" -> {
          tokens.next();
          tokens.dottedName();
          tokens.skipBrackets();
        }
        case "oneof" -> {
          tokens.next();
          fields.oneof(message, depth);
        }
        default -> fields.field(message, depth);
      }
    }
    fields.endWithOptionals(message);
    return message.build();
  }

  private EnumDescriptorProto enumeration() throws InvalidSchemaException {
    EnumDescriptorProto.Builder values = EnumDescriptorProto.newBuilder().setName(tokens.name());
    tokens.expect("{");
    while (!tokens.take("}")) {
      if (tokens.take(";")) {
        continue;
      }
      String word = tokens.name();
      if ((word.equals("option") || word.equals("reserved")) && !tokens.peek().equals("=")) {
        tokens.skipStatement();
        continue;
      }
      tokens.expect("=");
      values.addValueBuilder().setName(word).setNumber(tokens.number());
      if (tokens.peek().equals("[")) {
        tokens.skipBrackets();
      }
      tokens.expect(";");
    }
    return values.build();
  }
}
