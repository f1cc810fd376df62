package dev.lodestar.engine.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lodestar.engine.InvalidSchemaException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Messages that a file declares, and those that it imports. */
public final class ProtobufSchema {
  private static final String BUILT_IN = "google.protobuf.";

  private final List<Descriptor> messages;

  private ProtobufSchema(List<Descriptor> messages) {
    this.messages = List.copyOf(messages);
  }

  /**
   * A schema of a registry.
   *
   * @param file the text of a {@code .proto} file, or its descriptor in base64
   * @param imports further files of that kind by the names they are imported by; what Protobuf
   *     brings along need not be among them
   */
  public static ProtobufSchema ofFile(String file, Map<String, String> imports)
      throws InvalidSchemaException {
    String name = "schema.proto";
    while (imports.containsKey(name)) {
      name = "_" + name;
    }
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : imports.entrySet()) {
      files.put(each.getKey(), read(each.getKey(), each.getValue()));
    }
    files.put(name, read(name, file));
    return new ProtobufSchema(new ProtobufFiles(files).build(name).getMessageTypes());
  }

  /** No file of Protobuf is base64 as it stands: it has spaces and braces. */
  private static FileDescriptorProto read(String name, String file) throws InvalidSchemaException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(file.strip());
    } catch (IllegalArgumentException e) {
      return ProtoText.parse(name, file);
    }
    try {
      return FileDescriptorProto.parseFrom(bytes).toBuilder().setName(name).build();
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidSchemaException("is neither the text nor the descriptor of a file", e);
    }
  }

  /**
   * The message of a descriptor file, as {@code protoc --include_imports --descriptor_set_out}
   * writes it.
   *
   * @param type a full name, or the end of one from a dot on; null for the first message of the
   *     first file that no other one imports
   */
  public static ProtobufMessage ofDescriptorSet(byte[] descriptor, @Nullable String type)
      throws InvalidSchemaException {
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    try {
      for (FileDescriptorProto file : FileDescriptorSet.parseFrom(descriptor).getFileList()) {
        files.put(file.getName(), file);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidSchemaException("is no descriptor file of protoc", e);
    }
    if (files.isEmpty()) {
      throw new InvalidSchemaException("is no descriptor file of protoc: it holds no file");
    }
    ProtobufFiles all = new ProtobufFiles(files);
    List<FileDescriptor> built = new ArrayList<>();
    for (String name : files.keySet()) {
      built.add(all.build(name));
    }
    return new ProtobufMessage(type == null ? first(built) : named(type, built));
  }

  private static Descriptor first(List<FileDescriptor> files) throws InvalidSchemaException {
    Set<String> imported = new HashSet<>();
    files.forEach(file -> file.getDependencies().forEach(each -> imported.add(each.getName())));
    return files.stream()
        .filter(file -> !imported.contains(file.getName()))
        .flatMap(file -> file.getMessageTypes().stream())
        .findFirst()
        .orElseThrow(() -> new InvalidSchemaException("declares no message"));
  }

  private static Descriptor named(String type, List<FileDescriptor> files)
      throws InvalidSchemaException {
    List<Descriptor> all = new ArrayList<>();
    files.forEach(file -> file.getMessageTypes().forEach(message -> addWithNested(message, all)));
    List<Descriptor> found = new ArrayList<>();
    for (Descriptor message : all) {
      if (message.getFullName().equals(type)) {
        return message;
      }
      if (message.getFullName().endsWith("." + type)) {
        found.add(message);
      }
    }
    if (found.size() > 1) {
      throw new InvalidSchemaException(
          "has several messages of that name; use the full name of one: " + names(found));
    }
    if (found.isEmpty()) {
      throw new InvalidSchemaException("has no message of that name; it has " + names(all));
    }
    return found.getFirst();
  }

  private static void addWithNested(Descriptor message, List<Descriptor> all) {
    if (!message.getOptions().getMapEntry()) {
      all.add(message);
      message.getNestedTypes().forEach(nested -> addWithNested(nested, all));
    }
  }

  private static String names(List<Descriptor> messages) {
    List<String> names =
        messages.stream()
            .map(Descriptor::getFullName)
            .filter(name -> !name.startsWith(BUILT_IN))
            .limit(10)
            .toList();
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /**
   * A message by its place, as registries' clients write it: which of the file's messages, which of
   * those nested in that one, and so on. Empty when there is none.
   */
  public Optional<ProtobufMessage> message(List<Integer> path) {
    List<Descriptor> level = messages;
    Descriptor found = null;
    for (int index : path) {
      if (index < 0 || index >= level.size()) {
        return Optional.empty();
      }
      found = level.get(index);
      level = found.getNestedTypes();
    }
    return Optional.ofNullable(found).map(ProtobufMessage::new);
  }
}
