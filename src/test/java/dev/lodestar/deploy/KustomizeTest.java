package dev.lodestar.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Kustomization} puts together is what kustomize does, where there is one. */
class KustomizeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"local", "production"})
  void agreesWithKustomize(String overlay) throws Exception {
    assumeTrue(onPath("kubectl"), "no kubectl on this machine");
    Path path = Path.of("deploy/kubernetes/overlays", overlay);
    Process kubectl =
        new ProcessBuilder("kubectl", "kustomize", path.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor()).isZero();

    List<Map.Entry<String, JsonNode>> theirs =
        Kustomization.sorted(
            Yaml.documents(
                text.replaceAll("lodestar-settings-[a-z0-9]{10}\\b", "lodestar-settings")));

    assertThat(Kustomization.sorted(Kustomization.render(path))).isEqualTo(theirs);
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "namePrefix: x-",
        "resources: [missing.yaml]",
        "patches: [{target: {kind: Service, name: other}, patch: '[]'}]",
        "resources: []"
      })
  void refusesWhatItDoesNotAccountFor(String content) throws IOException {
    Files.writeString(folder.resolve("kustomization.yaml"), content);
    Files.writeString(folder.resolve("unnamed.yaml"), "{kind: Service, metadata: {name: a}}");

    assertThatThrownBy(() -> Kustomization.render(folder)).isInstanceOf(Exception.class);
  }

  @Test
  void refusesPatchesOfPathsThatAreNotThere() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), "{kind: Service, metadata: {name: a}}");
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        resources: [a.yaml]
        patches:
          - target: {kind: Service, name: a}
            patch: '[{op: replace, path: /spec/port, value: 1}]'
        """);

    assertThatThrownBy(() -> Kustomization.render(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/spec/port");
  }
}
