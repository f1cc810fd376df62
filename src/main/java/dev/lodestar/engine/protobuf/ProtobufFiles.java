package dev.lodestar.engine.protobuf;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import dev.lodestar.engine.InvalidSchemaException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that import each other, linked. A file that nobody has counts as empty: often it holds
 * options only, and a type that is missing then is told by its name.
 */
final class ProtobufFiles {
  private static final Map<String, FileDescriptor> BUILT_IN =
      Stream.of(
              AnyProto.getDescriptor(),
              ApiProto.getDescriptor(),
              DescriptorProtos.getDescriptor(),
              DurationProto.getDescriptor(),
              EmptyProto.getDescriptor(),
              FieldMaskProto.getDescriptor(),
              SourceContextProto.getDescriptor(),
              StructProto.getDescriptor(),
              TimestampProto.getDescriptor(),
              TypeProto.getDescriptor(),
              WrappersProto.getDescriptor())
          .collect(Collectors.toUnmodifiableMap(FileDescriptor::getName, Function.identity()));

  /** What registries' clients import without registering it, as far as it brings values. */
  private static final Map<String, String> WELL_KNOWN =
      Map.of(
          "confluent/type/decimal.proto",
          """
          syntax = "proto3"; package confluent.type;
          message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }
          """,
          "google/type/date.proto",
          """
          syntax = "proto3"; package google.type;
          message Date { int32 year = 1; int32 month = 2; int32 day = 3; }
          """,
          "google/type/timeofday.proto",
          """
          syntax = "proto3"; package google.type;
          message TimeOfDay { int32 hours = 1; int32 minutes = 2; int32 seconds = 3; int32 nanos = 4; }
          """);

  private final Map<String, FileDescriptorProto> files;
  private final Map<String, FileDescriptor> built = new HashMap<>();
  private final Set<String> inWork = new HashSet<>();

  ProtobufFiles(Map<String, FileDescriptorProto> files) {
    this.files = files;
  }

  FileDescriptor build(String name) throws InvalidSchemaException {
    FileDescriptor known = built.get(name);
    if (known != null) {
      return known;
    }
    FileDescriptorProto file = files.get(name);
    if (file == null && BUILT_IN.containsKey(name)) {
      return BUILT_IN.get(name);
    }
    if (!inWork.add(name)) {
      throw new InvalidSchemaException("has files that import each other");
    }
    FileDescriptor made =
        linked(file == null ? ProtoText.parse(name, WELL_KNOWN.getOrDefault(name, "")) : file);
    built.put(name, made);
    return made;
  }

  private FileDescriptor linked(FileDescriptorProto file) throws InvalidSchemaException {
    FileDescriptor[] imports = new FileDescriptor[file.getDependencyCount()];
    for (int i = 0; i < imports.length; i++) {
      imports[i] = build(file.getDependency(i));
    }
    try {
      return FileDescriptor.buildFrom(file, imports);
    } catch (DescriptorValidationException e) {
      throw new InvalidSchemaException(
          "does not fit together at %s; it needs all files that it imports (protoc --include_imports)"
              .formatted(e.getProblemSymbolName()),
          e);
    } catch (RuntimeException e) {
      // The library checks most, but not all, before it uses a descriptor.
      throw new InvalidSchemaException("is not valid as a Protobuf file", e);
    }
  }
}
