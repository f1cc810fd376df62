package dev.lodestar.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pods ask for as few rights as the restricted profile of Kubernetes demands, and stop as they
 * should. Source: kubernetes.io, "Pod Security Standards".
 */
class PodSecurityTest {
  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void runsWithoutRights(String overlay) throws IOException {
    assertThat(Cluster.of(overlay).containers())
        .isNotEmpty()
        .allSatisfy(
            each -> {
              JsonNode pod = each.pod().path("securityContext");
              JsonNode own = each.container().path("securityContext");
              assertThat(pod.path("runAsNonRoot").asBoolean()).as(each.name()).isTrue();
              assertThat(pod.path("runAsUser").asInt()).isPositive();
              assertThat(pod.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
              assertThat(pod.path("fsGroupChangePolicy").asText()).isEqualTo("OnRootMismatch");
              assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(own.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
              assertThat(own.at("/capabilities/add").isMissingNode()).isTrue();
              assertThat(each.pod().path("automountServiceAccountToken").asBoolean(true)).isFalse();
              assertThat(each.pod().path("enableServiceLinks").asBoolean(true)).isFalse();
              assertThat(List.of("hostNetwork", "hostPID", "hostIPC"))
                  .noneMatch(name -> each.pod().has(name));
              assertThat(each.pod().findValues("hostPath")).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void declaresWhatItNeeds(String overlay) throws IOException {
    assertThat(Cluster.of(overlay).containers())
        .allSatisfy(
            each -> {
              JsonNode resources = each.container().path("resources");
              assertThat(resources.at("/requests/cpu").isMissingNode()).as(each.name()).isFalse();
              assertThat(resources.at("/requests/memory").isMissingNode()).isFalse();
              assertThat(resources.at("/limits/memory").isMissingNode()).isFalse();
              assertThat(each.container().path("image").asText())
                  .matches(".+:[^:]+")
                  .doesNotEndWith(":latest");
              assertThat(each.container().has("livenessProbe")).isTrue();
              assertThat(each.container().has("readinessProbe")).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void reachesTheServerAtTheProbesItHas(String overlay) throws IOException {
    JsonNode server = Cluster.of(overlay).one("Deployment", "lodestar");
    JsonNode container = server.at("/spec/template/spec/containers/0");

    assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void neverRunsTwoServersOnOneDirectory(String overlay) throws IOException {
    JsonNode server = Cluster.of(overlay).one("Deployment", "lodestar");

    assertThat(server.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(server.at("/spec/strategy/type").asText()).isEqualTo("Recreate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void putsAPolicyOfTheNetworkAroundEachPod(String overlay) throws IOException {
    Cluster cluster = Cluster.of(overlay);

    for (JsonNode owner : cluster.workloads()) {
      JsonNode labels = owner.at("/spec/template/metadata/labels");
      Set<String> types = new TreeSet<>();
      cluster
          .all("NetworkPolicy")
          .filter(policy -> Cluster.bears(labels, policy.at("/spec/podSelector/matchLabels")))
          .forEach(
              policy -> policy.at("/spec/policyTypes").forEach(type -> types.add(type.asText())));
      assertThat(types).as(Cluster.name(owner)).containsExactly("Egress", "Ingress");
    }
  }
}
