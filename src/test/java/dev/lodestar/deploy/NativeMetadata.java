package dev.lodestar.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files that tell native-image what is reached by names rather than by calls. */
final class NativeMetadata {
  static final Path FOLDER = Path.of("src/main/resources/META-INF/native-image/dev.lodestar");

  /** Of libraries, written by hand. */
  static final Path LIBRARIES = FOLDER.resolve("lodestar/reachability-metadata.json");

  /** Of this project, written by {@code NativeMetadataTest}. */
  static final Path VALUES = FOLDER.resolve("lodestar-values/reachability-metadata.json");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Where values are that Jackson reads or writes; the packages below it know no JSON. */
  private static final Set<String> WITHOUT_JSON =
      Set.of("demo", "engine", "reactive", "scans", "server", "sql", "storage", "upkeep");

  private NativeMetadata() {}

  static JsonNode read(Path file) throws IOException {
    return MAPPER.readTree(file.toFile());
  }

  /** Every type that a file names, proxies' interfaces as well. */
  static Set<String> types(JsonNode metadata) {
    Set<String> names = new TreeSet<>();
    for (JsonNode entry : metadata.path("reflection")) {
      JsonNode type = entry.path("type");
      if (type.isTextual()) {
        names.add(type.asText());
      } else {
        type.path("proxy").forEach(name -> names.add(name.asText()));
      }
    }
    return names;
  }

  /** Records, enumerations and sealed interfaces that may be read from JSON or written as such. */
  static Set<String> values() throws IOException, ClassNotFoundException {
    Path root = Path.of("target/classes/dev/lodestar");
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(root)) {
      found
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> root.relativize(file).getNameCount() > 1)
          .filter(file -> !WITHOUT_JSON.contains(root.relativize(file).getName(0).toString()))
          .filter(file -> hasSource(root.relativize(file).toString()))
          .forEach(files::add);
    }
    Set<String> names = new TreeSet<>();
    for (Path file : files) {
      String name = Path.of("target/classes").relativize(file).toString();
      Class<?> type =
          Class.forName(
              name.substring(0, name.length() - ".class".length()).replace('/', '.'),
              false,
              NativeMetadata.class.getClassLoader());
      if (type.isRecord() || type.isEnum() || type.isSealed()) {
        names.add(type.getName());
      }
    }
    return names;
  }

  /** An earlier build may have left classes that are no more. */
  private static boolean hasSource(String classFile) {
    String outermost = classFile.replaceFirst("(\\$.*)?\\.class$", "");
    return Files.exists(Path.of("src/main/java/dev/lodestar", outermost + ".java"));
  }

  static void writeValues(Set<String> names) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode reflection = root.putArray("reflection");
    for (String name : names) {
      reflection
          .addObject()
          .put("type", name)
          .put("allDeclaredConstructors", true)
          .put("allDeclaredMethods", true)
          .put("allDeclaredFields", true);
    }
    Files.createDirectories(VALUES.getParent());
    Files.writeString(
        VALUES, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }
}
