package dev.lodestar.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects of one overlay, and what they say about each other. */
record Cluster(List<? extends JsonNode> objects) {
  /** A container with the pod that it is part of and the object that makes such pods. */
  record Container(JsonNode owner, JsonNode pod, JsonNode container) {
    String name() {
      return Cluster.name(owner) + "/" + container.path("name").asText();
    }
  }

  static Cluster of(String overlay) throws IOException {
    return new Cluster(Kustomization.render(Path.of("deploy/kubernetes/overlays", overlay)));
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  Stream<JsonNode> all(String kind) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .map(object -> (JsonNode) object);
  }

  JsonNode one(String kind, String name) {
    return all(kind).filter(object -> name(object).equals(name)).findFirst().orElseThrow();
  }

  Set<String> names(String kind) {
    return all(kind).map(Cluster::name).collect(Collectors.toSet());
  }

  /** What makes pods. */
  List<JsonNode> workloads() {
    return Stream.of("Deployment", "StatefulSet").flatMap(this::all).toList();
  }

  List<Container> containers() {
    List<Container> found = new ArrayList<>();
    for (JsonNode owner : workloads()) {
      JsonNode pod = owner.at("/spec/template/spec");
      each(pod.path("containers")).forEach(each -> found.add(new Container(owner, pod, each)));
      each(pod.path("initContainers")).forEach(each -> found.add(new Container(owner, pod, each)));
    }
    return found;
  }

  /** Workloads whose pods bear all these labels. */
  List<JsonNode> podsWith(JsonNode labels) {
    return workloads().stream()
        .filter(owner -> bears(owner.at("/spec/template/metadata/labels"), labels))
        .toList();
  }

  static boolean bears(JsonNode labels, JsonNode wanted) {
    return wanted.properties().stream()
        .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
  }

  /** Names of the ports of a workload's containers. */
  static Set<String> ports(JsonNode workload) {
    return each(workload.at("/spec/template/spec/containers"))
        .flatMap(container -> each(container.path("ports")))
        .map(port -> port.path("name").asText())
        .collect(Collectors.toSet());
  }
}
