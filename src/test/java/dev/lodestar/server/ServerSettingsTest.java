package dev.lodestar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.error.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {
  private static final Path HOME = Path.of("/home/ada");

  @Test
  void listensOnLoopbackWithTheEmbeddedDatabaseByDefault() {
    var settings = read(Map.of());

    assertThat(settings.dataDirectory().root()).isEqualTo(Path.of("/home/ada/.lodestar"));
    assertThat(settings.database()).isEmpty();
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8888);
  }

  @Test
  void readsEnvironmentVariables() {
    var settings =
        read(
            Map.of(
                "LODESTAR_DATA_DIR", " /srv/lodestar ",
                "QUARKUS_HTTP_HOST", "0.0.0.0",
                "QUARKUS_HTTP_PORT", "9000",
                "LODESTAR_DATABASE_URL", "postgresql://ada:p%40ss+1@db:5433/lode?sslmode=require"));

    assertThat(settings.dataDirectory().root()).isEqualTo(Path.of("/srv/lodestar"));
    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.port()).isEqualTo(9000);
    assertThat(withoutName(settings.database().orElseThrow().properties(), "&"))
        .containsOnly(
            Map.entry(
                "quarkus.datasource.reactive.url", "postgresql://db:5433/lode?sslmode=require"),
            Map.entry(
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://db:5433/lode?sslmode=require"),
            Map.entry("quarkus.datasource.username", "ada"),
            Map.entry("quarkus.datasource.password", "p@ss+1"));
  }

  /** The settings without the name that the reactive client's sessions must bear. */
  private static Map<String, String> withoutName(Map<String, String> properties, String before) {
    var plain = new HashMap<>(properties);
    plain.computeIfPresent(
        "quarkus.datasource.reactive.url",
        (name, url) -> {
          assertThat(url).contains(before + "application_name=lodestar%2F");
          return url.substring(0, url.indexOf(before + "application_name="));
        });
    return plain;
  }

  @Test
  void saysHowLongToWaitForAnotherServer() {
    assertThat(read(Map.of()).databaseWait()).isEqualTo(Duration.ofMinutes(1));
    assertThat(read(Map.of("LODESTAR_DATABASE_WAIT", "PT2H")).databaseWait())
        .isEqualTo(Duration.ofHours(2));
    assertThatThrownBy(() -> read(Map.of("LODESTAR_DATABASE_WAIT", "soon")))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("LODESTAR_DATABASE_WAIT must be an ISO 8601 duration");
  }

  @Test
  void prefersSystemProperties() {
    var source =
        ServerSettings.Source.of(
            Map.of("quarkus.http.port", "1")::get, Map.of("QUARKUS_HTTP_PORT", "2")::get);

    assertThat(ServerSettings.read(source, HOME).port()).isEqualTo(1);
  }

  @Test
  void derivesTheMigrationUrlFromTheReactiveOne() {
    var settings =
        read(Map.of("QUARKUS_DATASOURCE_REACTIVE_URL", "vertx-reactive:postgresql://db/lode"));

    assertThat(withoutName(settings.database().orElseThrow().properties(), "?"))
        .containsOnly(
            Map.entry("quarkus.datasource.reactive.url", "postgresql://db/lode"),
            Map.entry("quarkus.datasource.jdbc.url", "jdbc:postgresql://db/lode"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://u:hunter2@db/x",
        "postgresql://u:hunter2@db",
        "postgresql://u:hunter2@db/",
        "postgresql:hunter2",
        "postgresql://u:hunter2%@db/x",
        "hunter2 is no URL"
      })
  void rejectsWhatIsNoDatabaseUrlWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> read(Map.of("LODESTAR_DATABASE_URL", url)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("LODESTAR_DATABASE_URL is not a PostgreSQL URL")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void neverPrintsTheLogin() {
    assertThat(DatabaseAddress.parse("x", "postgres://ada:hunter2@db/lode?password=hunter2"))
        .hasToString("postgresql://db/lode");
    assertThat(DatabaseAddress.ofReactiveUrl("postgresql://ada:hunter2@db/lode"))
        .hasToString("postgresql://db/lode");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "-1", "65536", "99999999999"})
  void rejectsWhatIsNoPort(String port) {
    assertThatThrownBy(() -> read(Map.of("QUARKUS_HTTP_PORT", port)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("QUARKUS_HTTP_PORT");
  }

  private static ServerSettings read(Map<String, String> environment) {
    return ServerSettings.read(ServerSettings.Source.of(name -> null, environment::get), HOME);
  }
}
