package dev.lodestar.deploy;

import static dev.lodestar.deploy.Cluster.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * deploy/compose.yaml: names lead somewhere, nothing is open to the network, no secret is in it.
 */
class ComposeTest {
  /** What the Compose specification has and this file uses; a typing error is in neither. */
  private static final Set<String> OF_A_SERVICE =
      Set.of(
          "image",
          "build",
          "environment",
          "volumes",
          "networks",
          "healthcheck",
          "restart",
          "stop_grace_period",
          "mem_limit",
          "security_opt",
          "depends_on",
          "ports",
          "tmpfs",
          "init",
          "read_only",
          "cap_drop");

  private static final Set<String> OF_A_HEALTHCHECK =
      Set.of("test", "interval", "timeout", "retries", "start_period");

  private static JsonNode compose() throws IOException {
    return Yaml.documents(Path.of("deploy/compose.yaml")).getFirst();
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(entry -> entry.getKey()).toList();
  }

  @Test
  void hasOnlyFieldsThatComposeKnows() throws IOException {
    assertThat(names(compose())).isSubsetOf("name", "services", "networks", "volumes");
    assertThat(compose().path("services"))
        .hasSize(2)
        .allSatisfy(
            service -> {
              assertThat(names(service)).isSubsetOf(OF_A_SERVICE);
              assertThat(names(service.path("healthcheck"))).isSubsetOf(OF_A_HEALTHCHECK);
              assertThat(service.at("/healthcheck/test/0").asText()).isEqualTo("CMD");
            });
  }

  @Test
  void namesVolumesNetworksAndServicesThatThereAre() throws IOException {
    JsonNode compose = compose();

    for (JsonNode service : compose.path("services")) {
      assertThat(names(compose.path("volumes")))
          .containsAll(each(service.path("volumes")).map(v -> v.asText().split(":")[0]).toList());
      assertThat(names(compose.path("networks")))
          .containsAll(each(service.path("networks")).map(JsonNode::asText).toList());
      assertThat(names(compose.path("services"))).containsAll(names(service.path("depends_on")));
    }
    JsonNode build = compose.at("/services/server/build");
    Path context = Path.of("deploy").resolve(build.path("context").asText()).normalize();
    assertThat(context.resolve(build.path("dockerfile").asText())).exists();
  }

  @Test
  void opensPortsOfThisMachineOnly() throws IOException {
    assertThat(compose().findValues("ports").stream().flatMap(Cluster::each).map(JsonNode::asText))
        .containsExactly("127.0.0.1:8888:8888");
    assertThat(compose().at("/networks/inside/internal").asBoolean()).isTrue();
    assertThat(compose().at("/services/database/networks").toString()).isEqualTo("[\"inside\"]");
  }

  @Test
  void hasNoPasswordOfItsOwn() throws IOException {
    assertThat(compose().at("/services/database/environment/POSTGRES_PASSWORD").asText())
        .startsWith("${LODESTAR_DATABASE_PASSWORD:?");
    assertThat(Files.readAllLines(Path.of(".gitignore"))).contains(".env");
  }

  @Test
  void givesTheServerTheRightsOfTheManifests() throws IOException {
    JsonNode server = compose().at("/services/server");

    assertThat(server.path("read_only").asBoolean()).isTrue();
    assertThat(server.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(server.path("security_opt").toString()).contains("no-new-privileges:true");
    assertThat(server.path("stop_grace_period").asText()).isEqualTo("90s");
  }

  @Test
  void setsOnlyWhatTheSettingsPageDescribes() throws IOException {
    String page = Files.readString(Path.of("docs/SETTINGS.md"));

    assertThat(names(compose().at("/services/server/environment")))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  @Test
  void usesTheDatabaseOfTheLocalOverlay() throws IOException {
    Stream<String> images =
        Cluster.of("local").containers().stream()
            .map(each -> each.container().path("image").asText());

    assertThat(images)
        .contains(compose().at("/services/database/image").asText(), "lodestar:local");
  }
}
