package dev.lodestar.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfiles of deploy/ and what they are sent. */
class DockerfilesTest {
  private static final String GOOD =
      """
      ARG BASE=example/java:25.0.4
      FROM ${BASE} AS build
      COPY pom.xml ./
      RUN make \\
        # a note
        everything
      FROM example/java:25.0.4
      COPY --from=build /a /opt/a
      VOLUME /data
      USER 10001:10001
      HEALTHCHECK --interval=1s CMD ["/opt/a/health"]
      ENTRYPOINT ["/opt/a/run"]
      """;

  @ParameterizedTest
  @ValueSource(strings = {"deploy/Dockerfile.jvm", "deploy/Dockerfile.native"})
  void keepsTheRules(String file) throws IOException {
    DockerIgnore ignored = DockerIgnore.read(Path.of(".dockerignore"));

    assertThat(DockerfileRules.findings(Dockerfile.read(Path.of(file)), ignored::lets)).isEmpty();
  }

  @Test
  void findsNothingInOneThatKeepsThem() {
    assertThat(DockerfileRules.findings(Dockerfile.parse(GOOD), path -> true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          USER 10001:10001       | USER root                    | is not a number
          USER 10001:10001       | EXPOSE 8888                  | runs as root
          ENTRYPOINT ["/opt/a/run"] | ENTRYPOINT /opt/a/run     | keep signals
          java:25.0.4            | java:latest                  | not pinned
          java:25.0.4            | java                         | not pinned
          COPY pom.xml ./        | COPY . ./                    | lies around
          COPY pom.xml ./        | COPY missing.xml ./          | is not there
          COPY pom.xml ./        | ADD pom.xml ./               | ADD is not used
          --from=build           | --from=other                 | no stage
          --from=build           | --from=build --chown=1:1     | may change
          VOLUME /data           | EXPOSE 1                     | written into the container
          HEALTHCHECK --interval=1s CMD ["/opt/a/health"] | HEALTHCHECK CMD curl x | needs a shell
          RUN make               | RUN curl https://example.org | nobody has pinned
          VOLUME /data           | ENV ADMIN_KEY=x              | secret in ENV
          """)
  void findsWhatBreaksThem(String text, String replacement, String finding) {
    String changed = GOOD.replace(text, replacement);

    assertThat(changed).isNotEqualTo(GOOD);
    assertThat(DockerfileRules.findings(Dockerfile.parse(changed), path -> true))
        .anySatisfy(each -> assertThat(each).contains(finding));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target",
        "target/quarkus-app/quarkus-run.jar",
        ".git/config",
        ".m2/settings.xml",
        "deploy/.env",
        "deploy/kubernetes/secrets.sh",
        "docs/SECURITY.md"
      })
  void keepsWhatIsNoSourceFromTheBuilder(String path) throws IOException {
    assertThat(DockerIgnore.read(Path.of(".dockerignore")).lets(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pom.xml", "src/main/resources/application.properties", "deploy/image/train.sh"})
  void sendsSourcesToTheBuilder(String path) throws IOException {
    assertThat(DockerIgnore.read(Path.of(".dockerignore")).lets(path)).isTrue();
  }

  /** A layer runs a script by its name, so the repository must have it as a program. */
  @Test
  void programsAreExecutable() throws IOException {
    try (var files = Files.list(Path.of("deploy/image"))) {
      assertThat(files).hasSizeGreaterThan(4).allMatch(Files::isExecutable);
    }
  }

  @Test
  void bothImagesRunAsTheUserOfTheManifests() throws IOException {
    Map<String, String> users = new TreeMap<>();
    for (String file : new String[] {"jvm", "native"}) {
      Dockerfile docker = Dockerfile.read(Path.of("deploy/Dockerfile." + file));
      users.put(file, docker.last("USER").getLast().arguments());
    }
    var security =
        Cluster.of("production")
            .one("Deployment", "lodestar")
            .at("/spec/template/spec/securityContext");

    assertThat(users.values())
        .containsOnly(
            security.path("runAsUser").asText() + ":" + security.path("runAsGroup").asText());
  }

  /**
   * The server starts as the JVM's image starts it: both scripts know the same memory and
   * collector.
   */
  @Test
  void startsTheJvmAsTheLauncherDoes() throws IOException {
    Pattern options = Pattern.compile("-Xmx\\w+ -XX:\\+Use\\w+GC -XX:\\+ExitOnOutOfMemoryError");

    assertThat(options.matcher(Files.readString(Path.of("deploy/image/lodestar-server"))).results())
        .singleElement()
        .extracting(found -> found.group())
        .isEqualTo(
            options
                .matcher(Files.readString(Path.of("lodestar")))
                .results()
                .findFirst()
                .orElseThrow()
                .group());
  }
}
