package dev.lodestar.deploy;

import static dev.lodestar.deploy.Cluster.each;
import static dev.lodestar.deploy.Cluster.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The overlays of deploy/kubernetes: fields that Kubernetes knows, names that lead somewhere. */
class ManifestsTest {
  /** Made by hand, as deploy/README.md says; all others come from secrets.sh. */
  private static final Set<String> SECRETS_MADE_BY_HAND =
      Set.of("lodestar-metrics", "lodestar-tls");

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void hasOnlyFieldsThatKubernetesKnows(String overlay) throws IOException {
    assertThat(Cluster.of(overlay).objects())
        .isNotEmpty()
        .allSatisfy(object -> assertThat(KubernetesObjects.fault(object)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: v1, kind: Servce, metadata: {name: a}}",
        "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {port: []}}",
        "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{imagePolicy: x}]}}}}",
        "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: many}}",
        "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, spec: {endpoints: [{user: x}]}}"
      })
  void refusesWhatKubernetesDoesNotKnow(String object) throws IOException {
    assertThat(KubernetesObjects.fault(Yaml.document(object))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void selectsPodsThatThereAre(String overlay) throws IOException {
    Cluster cluster = Cluster.of(overlay);

    assertThat(cluster.workloads())
        .allSatisfy(
            owner ->
                assertThat(cluster.podsWith(owner.at("/spec/selector/matchLabels")))
                    .as(name(owner))
                    .containsExactly(owner));
    assertThat(selectors(cluster))
        .isNotEmpty()
        .allSatisfy(labels -> assertThat(cluster.podsWith(labels)).as("%s", labels).hasSize(1));
    assertThat(cluster.all("ServiceMonitor"))
        .allSatisfy(monitor -> assertThat(watched(cluster, monitor)).as(name(monitor)).isPresent());
  }

  private static Stream<JsonNode> selectors(Cluster cluster) {
    return Stream.of(
            cluster.all("Service").map(service -> service.at("/spec/selector")),
            cluster
                .all("PodDisruptionBudget")
                .map(budget -> budget.at("/spec/selector/matchLabels")),
            cluster.all("NetworkPolicy").map(policy -> policy.at("/spec/podSelector/matchLabels")))
        .flatMap(labels -> labels);
  }

  /** The service that a monitor's selector and its port lead to. */
  private static Optional<JsonNode> watched(Cluster cluster, JsonNode monitor) {
    JsonNode labels = monitor.at("/spec/selector/matchLabels");
    String port = monitor.at("/spec/endpoints/0/port").asText();
    return cluster
        .all("Service")
        .filter(service -> Cluster.bears(service.at("/metadata/labels"), labels))
        .filter(service -> portNames(service.at("/spec/ports")).contains(port))
        .findFirst();
  }

  private static Set<String> portNames(JsonNode ports) {
    return each(ports).map(port -> port.path("name").asText()).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void namesPortsThatThereAre(String overlay) throws IOException {
    Cluster cluster = Cluster.of(overlay);

    for (JsonNode service : cluster.all("Service").toList()) {
      JsonNode owner = cluster.podsWith(service.at("/spec/selector")).getFirst();
      assertThat(Cluster.ports(owner))
          .as(name(service))
          .containsAll(
              each(service.at("/spec/ports")).map(p -> p.path("targetPort").asText()).toList());
    }
    for (JsonNode policy : cluster.all("NetworkPolicy").toList()) {
      JsonNode owner = cluster.podsWith(policy.at("/spec/podSelector/matchLabels")).getFirst();
      assertThat(Cluster.ports(owner)).as(name(policy)).containsAll(namedPorts(policy));
    }
    for (Cluster.Container each : cluster.containers()) {
      assertThat(portNames(each.container().path("ports")))
          .as(each.name())
          .containsAll(each.container().findValuesAsText("port").stream().distinct().toList());
    }
    for (JsonNode ingress : cluster.all("Ingress").toList()) {
      JsonNode backend = ingress.findValue("backend").path("service");
      JsonNode service = cluster.one("Service", backend.path("name").asText());
      assertThat(portNames(service.at("/spec/ports"))).contains(backend.at("/port/name").asText());
    }
  }

  private static List<String> namedPorts(JsonNode policy) {
    return each(policy.at("/spec/ingress"))
        .flatMap(rule -> each(rule.path("ports")))
        .map(port -> port.path("port"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void refersToObjectsThatThereAre(String overlay) throws Exception {
    Cluster cluster = Cluster.of(overlay);
    Cluster secrets = new Cluster(Secrets.printed(overlay));

    for (JsonNode owner : cluster.workloads()) {
      JsonNode pod = owner.at("/spec/template/spec");
      assertThat(cluster.names("PersistentVolumeClaim"))
          .containsAll(pod.findValuesAsText("claimName"));
      assertThat(cluster.names("ServiceAccount"))
          .containsAll(pod.findValuesAsText("serviceAccountName"));
      assertThat(cluster.names("ConfigMap"))
          .containsAll(
              pod.findValues("configMapRef").stream().map(r -> r.path("name").asText()).toList());
      for (JsonNode reference : pod.findValues("secretKeyRef")) {
        JsonNode secret = secrets.one("Secret", reference.path("name").asText());
        assertThat(secret.path("stringData").path(reference.path("key").asText()).asText())
            .as("%s", reference)
            .isNotEmpty();
      }
    }
    assertThat(cluster.names("Secret")).as("secrets have no place in a repository").isEmpty();
    assertThat(Files.readString(Path.of("deploy/README.md"))).contains(SECRETS_MADE_BY_HAND);
    assertThat(
            cluster
                .all("ServiceMonitor")
                .flatMap(m -> m.findValuesAsText("name").stream())
                .toList())
        .isSubsetOf("lodestar", "lodestar-metrics");
    assertThat(
            cluster.all("Ingress").flatMap(i -> i.findValuesAsText("secretName").stream()).toList())
        .isSubsetOf(SECRETS_MADE_BY_HAND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void mountsVolumesThatThereAreAndUsesAllOfThem(String overlay) throws IOException {
    for (Cluster.Container each : Cluster.of(overlay).containers()) {
      List<String> volumes =
          Stream.concat(
                  each(each.pod().path("volumes")).map(volume -> volume.path("name").asText()),
                  each(each.owner().at("/spec/volumeClaimTemplates")).map(Cluster::name))
              .toList();

      assertThat(each(each.container().path("volumeMounts")).map(m -> m.path("name").asText()))
          .as(each.name())
          .containsExactlyInAnyOrderElementsOf(volumes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void setsOnlyWhatTheSettingsPageDescribes(String overlay) throws IOException {
    Cluster cluster = Cluster.of(overlay);
    String page = Files.readString(Path.of("docs/SETTINGS.md"));
    String operations = Files.readString(Path.of("docs/OPERATIONS.md"));
    JsonNode server = cluster.one("Deployment", "lodestar");

    List<String> variables =
        Stream.concat(
                each(server.at("/spec/template/spec/containers/0/env"))
                    .map(e -> e.path("name").asText()),
                cluster.one("ConfigMap", "lodestar-settings").path("data").properties().stream()
                    .map(entry -> entry.getKey()))
            .toList();

    assertThat(variables)
        .hasSizeGreaterThan(5)
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(page + operations).contains("`" + name));
  }

  @Test
  void productionBringsNoDatabaseAndLocalDoes() throws IOException {
    assertThat(Cluster.of("production").names("StatefulSet")).isEmpty();
    assertThat(Cluster.of("local").names("StatefulSet")).containsExactly("postgres");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void asksForMoreMemoryThanHeapAndEngineMayTake(String overlay) throws IOException {
    Cluster cluster = Cluster.of(overlay);
    JsonNode settings = cluster.one("ConfigMap", "lodestar-settings").path("data");
    String limit =
        cluster
            .one("Deployment", "lodestar")
            .at("/spec/template/spec/containers/0/resources/limits/memory")
            .asText();

    assertThat(Memory.mebibytes(limit))
        .isGreaterThan(
            320
                + 512
                + Memory.mebibytes(settings.path("LODESTAR_ENGINE_INGEST_MEMORY").asText())
                + Memory.mebibytes(settings.path("LODESTAR_ENGINE_QUERY_MEMORY").asText()));
  }
}
