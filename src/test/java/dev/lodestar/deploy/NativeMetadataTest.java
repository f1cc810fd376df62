package dev.lodestar.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What native-image is told holds for the libraries of this build: names that a new release has
 * changed would else be found by the users of the program. {@code -Dlodestar.regenerate=true}
 * writes the project's own part.
 */
class NativeMetadataTest {
  private static final Set<String> FIELDS =
      Set.of(
          "type",
          "allDeclaredConstructors",
          "allDeclaredMethods",
          "allDeclaredFields",
          "allPublicFields",
          "jniAccessible");

  @Test
  void namesTypesThatThereAre() throws IOException {
    for (Path file : List.of(NativeMetadata.LIBRARIES, NativeMetadata.VALUES)) {
      Set<String> missing = new TreeSet<>(NativeMetadata.types(NativeMetadata.read(file)));
      missing.removeIf(NativeMetadataTest::exists);

      assertThat(missing).as(file.toString()).isEmpty();
    }
  }

  private static boolean exists(String type) {
    try {
      return Class.forName(type, false, NativeMetadataTest.class.getClassLoader()) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void hasOnlyMembersOfItsFormat() throws IOException {
    JsonNode metadata = NativeMetadata.read(NativeMetadata.LIBRARIES);

    assertThat(metadata.properties().stream().map(each -> each.getKey()))
        .containsExactlyInAnyOrder("reflection", "resources");
    assertThat(metadata.path("reflection"))
        .allSatisfy(
            entry ->
                assertThat(FIELDS)
                    .containsAll(entry.properties().stream().map(each -> each.getKey()).toList()));
  }

  @Test
  void namesResourcesThatThereAre() throws IOException {
    Set<String> names = resources();

    for (JsonNode resource : NativeMetadata.read(NativeMetadata.LIBRARIES).path("resources")) {
      var pattern =
          FileSystems.getDefault().getPathMatcher("glob:" + resource.path("glob").asText());
      assertThat(names.stream().filter(name -> pattern.matches(Path.of(name))))
          .as("%s", resource)
          .isNotEmpty();
    }
  }

  /** All that jars and folders of the class path hold and that is no class. */
  private static Set<String> resources() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path entry : classPath()) {
      if (Files.isDirectory(entry)) {
        try (Stream<Path> files = Files.walk(entry)) {
          files.forEach(file -> names.add(entry.relativize(file).toString()));
        }
      } else if (Files.exists(entry)) {
        try (JarFile jar = new JarFile(entry.toFile())) {
          jar.stream().map(each -> each.getName()).forEach(names::add);
        }
      }
    }
    names.removeIf(name -> name.endsWith(".class") || name.isEmpty());
    return names;
  }

  private static List<Path> classPath() {
    return Stream.of(
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")))
        .flatMap(
            path ->
                Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
                    .splitAsStream(path))
        .map(Path::of)
        .toList();
  }

  @Test
  void namesAllValuesOfThisProject() throws Exception {
    Set<String> values = NativeMetadata.values();
    if (Boolean.getBoolean("lodestar.regenerate")) {
      NativeMetadata.writeValues(values);
    }

    assertThat(NativeMetadata.types(NativeMetadata.read(NativeMetadata.VALUES)))
        .as("write it anew with -Dlodestar.regenerate=true")
        .isEqualTo(values);
  }

  /** Quarkus has native-image leave services alone, so their providers are named here. */
  @Test
  void namesTheProvidersOfTheServicesThatItKeeps() throws IOException {
    JsonNode metadata = NativeMetadata.read(NativeMetadata.LIBRARIES);
    Set<String> providers = new TreeSet<>();
    for (JsonNode resource : metadata.path("resources")) {
      if (resource.path("glob").asText().startsWith("META-INF/services/")) {
        providers.addAll(providers(resource.path("glob").asText()));
      }
    }

    assertThat(providers).isNotEmpty();
    assertThat(NativeMetadata.types(metadata)).containsAll(providers);
  }

  private static Set<String> providers(String service) throws IOException {
    Set<String> names = new TreeSet<>();
    for (URL file :
        Collections.list(NativeMetadataTest.class.getClassLoader().getResources(service))) {
      try (InputStream content = file.openStream()) {
        new String(content.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .forEach(names::add);
      }
    }
    return names;
  }

  /** Azure's client calls its services through interfaces that the JVM implements. */
  @Test
  void namesAllServicesOfAzure() throws IOException {
    Set<String> services = new TreeSet<>();
    for (Path entry : classPath()) {
      if (entry.getFileName().toString().startsWith("azure-storage-blob-")) {
        services.addAll(serviceInterfaces(entry));
      }
    }

    assertThat(services).isNotEmpty();
    assertThat(NativeMetadata.types(NativeMetadata.read(NativeMetadata.LIBRARIES)))
        .containsAll(services);
  }

  private static Set<String> serviceInterfaces(Path file) {
    Set<String> names = new TreeSet<>();
    try (JarFile jar = new JarFile(file.toFile())) {
      jar.stream()
          .map(each -> each.getName())
          .filter(name -> name.endsWith("Service.class") && name.contains("Impl$"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .forEach(names::add);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kafka finds what logs in by names in its settings. */
  @Test
  void namesTheClassesThatConnectorsNameToKafka() throws IOException {
    List<String> named = new ArrayList<>();
    Pattern.compile("\"((?:org\\.apache\\.kafka|software\\.amazon\\.msk)\\.[\\w.]+)\"")
        .matcher(
            Files.readString(Path.of("src/main/java/dev/lodestar/connectors/KafkaClients.java")))
        .results()
        .forEach(found -> named.add(found.group(1)));

    assertThat(named).hasSize(4);
    assertThat(NativeMetadata.types(NativeMetadata.read(NativeMetadata.LIBRARIES)))
        .containsAll(named);
  }

  /** LZ4's factory takes the field INSTANCE of classes whose names it puts together. */
  @Test
  void theClassesOfLz4AreAsItsFactoryExpectsThem() throws Exception {
    for (String type : NativeMetadata.types(NativeMetadata.read(NativeMetadata.LIBRARIES))) {
      if (type.startsWith("net.jpountz.lz4.")) {
        Class<?> found = Class.forName(type, false, NativeMetadataTest.class.getClassLoader());
        assertThat(Modifier.isStatic(found.getDeclaredField("INSTANCE").getModifiers())).isTrue();
      }
    }
  }
}
