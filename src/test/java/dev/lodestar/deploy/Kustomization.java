package dev.lodestar.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts together what a folder with a {@code kustomization.yaml} stands for, for machines without
 * kustomize: resources, components, generated ConfigMaps, JSON patches, images, namespace. Names of
 * generated objects get no hash. Errors: {@code IllegalStateException} for a field that it does not
 * know, a file that nobody names, and a patch without target.
 */
final class Kustomization {
  private static final Set<String> FIELDS =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "resources",
          "components",
          "configMapGenerator",
          "images",
          "patches");
  private static final Set<String> CLUSTER_WIDE = Set.of("Namespace");

  private final List<ObjectNode> objects = new ArrayList<>();

  private Kustomization() {}

  /** All objects, in the order of the files. */
  static List<ObjectNode> render(Path folder) throws IOException {
    Kustomization result = new Kustomization();
    result.include(folder);
    return List.copyOf(result.objects);
  }

  private void include(Path folder) throws IOException {
    Path file = folder.resolve("kustomization.yaml");
    JsonNode root = Yaml.documents(file).getFirst();
    root.fieldNames().forEachRemaining(name -> require(FIELDS.contains(name), file, name));
    requireAllNamed(folder, root);
    for (JsonNode resource : root.path("resources")) {
      add(folder.resolve(resource.asText()));
    }
    root.path("configMapGenerator").forEach(this::generate);
    for (JsonNode component : root.path("components")) {
      include(folder.resolve(component.asText()).normalize());
    }
    for (JsonNode patch : root.path("patches")) {
      patch(file, patch);
    }
    root.path("images").forEach(this::setImage);
    if (root.hasNonNull("namespace")) {
      objects.forEach(object -> setNamespace(object, root.path("namespace").asText()));
    }
  }

  private void add(Path resource) throws IOException {
    if (Files.isDirectory(resource)) {
      include(resource.normalize());
      return;
    }
    for (JsonNode document : Yaml.documents(resource)) {
      objects.add((ObjectNode) document);
    }
  }

  /** A manifest that no list names would silently be missing from the cluster. */
  private static void requireAllNamed(Path folder, JsonNode root) throws IOException {
    List<String> named = new ArrayList<>(List.of("kustomization.yaml"));
    root.path("resources").forEach(resource -> named.add(resource.asText()));
    try (var files = Files.list(folder)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .forEach(file -> require(named.contains(file), folder, file));
    }
  }

  private void generate(JsonNode generator) {
    String name = generator.path("name").asText();
    boolean merge = generator.path("behavior").asText("create").equals("merge");
    ObjectNode map = merge ? find("ConfigMap", name).getFirst() : created(name);
    for (JsonNode literal : generator.path("literals")) {
      String[] parts = literal.asText().split("=", 2);
      ((ObjectNode) map.path("data")).put(parts[0], parts[1]);
    }
  }

  private ObjectNode created(String name) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").put("name", name);
    map.putObject("data");
    objects.add(map);
    return map;
  }

  private void patch(Path file, JsonNode patch) throws IOException {
    JsonNode target = patch.path("target");
    List<ObjectNode> found = find(target.path("kind").asText(), target.path("name").asText());
    require(found.size() == 1, file, "patch of " + target);
    JsonPatch.apply(Yaml.document(patch.path("patch").asText()), found.getFirst());
  }

  private List<ObjectNode> find(String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .toList();
  }

  private void setImage(JsonNode image) {
    String name = image.path("name").asText();
    String replacement = image.path("newName").asText() + ":" + image.path("newTag").asText();
    for (ObjectNode object : objects) {
      for (JsonNode container : object.at("/spec/template/spec/containers")) {
        if (container.path("image").asText().equals(name)) {
          ((ObjectNode) container).put("image", replacement);
        }
      }
    }
  }

  private static void setNamespace(ObjectNode object, String namespace) {
    if (!CLUSTER_WIDE.contains(object.path("kind").asText())) {
      ((ObjectNode) object.path("metadata")).put("namespace", namespace);
    }
  }

  /** Objects by kind and name, in a fixed order, as kustomize would name them without hashes. */
  static List<Map.Entry<String, JsonNode>> sorted(List<? extends JsonNode> objects) {
    return objects.stream()
        .<Map.Entry<String, JsonNode>>map(
            object ->
                Map.entry(
                    object.path("kind").asText() + "/" + object.at("/metadata/name").asText(),
                    object))
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .toList();
  }

  private static void require(boolean holds, Path file, String what) {
    if (!holds) {
      throw new IllegalStateException(file + " does not account for " + what);
    }
  }
}
