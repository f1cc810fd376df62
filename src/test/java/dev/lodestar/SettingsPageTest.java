package dev.lodestar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.audit.AuditConfig;
import dev.lodestar.auth.AuthConfig;
import dev.lodestar.auth.clients.ClientsConfig;
import dev.lodestar.auth.token.OidcConfig;
import dev.lodestar.auth.token.TokenConfig;
import dev.lodestar.auth.users.UsersConfig;
import dev.lodestar.connections.ConnectionsConfig;
import dev.lodestar.connectors.ConnectorsConfig;
import dev.lodestar.connectors.StorageConfig;
import dev.lodestar.events.EventsConfig;
import dev.lodestar.files.FilesConfig;
import dev.lodestar.jobs.JobConfig;
import dev.lodestar.query.QueryConfig;
import dev.lodestar.query.StatementsConfig;
import dev.lodestar.streams.StreamsConfig;
import dev.lodestar.tables.TablesConfig;
import dev.lodestar.traces.TracesConfig;
import dev.lodestar.upkeep.UpkeepConfig;
import dev.lodestar.vitals.HealthConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/SETTINGS.md has a row for each setting, with its default. */
class SettingsPageTest {
  static Stream<Method> settings() {
    return Stream.of(
            EngineSettings.class,
            AuditConfig.class,
            AuthConfig.class,
            ClientsConfig.class,
            TokenConfig.class,
            OidcConfig.class,
            UsersConfig.class,
            ConnectionsConfig.class,
            EventsConfig.class,
            ConnectorsConfig.class,
            FilesConfig.class,
            JobConfig.class,
            QueryConfig.class,
            StatementsConfig.class,
            StorageConfig.class,
            StreamsConfig.class,
            TablesConfig.class,
            TracesConfig.class,
            HealthConfig.class,
            UpkeepConfig.class)
        .flatMap(config -> Arrays.stream(config.getDeclaredMethods()))
        .filter(method -> method.getParameterCount() == 0 && !method.isSynthetic());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void rowNamesTheSettingAndItsDefault(Method setting) throws IOException {
    var prefix = setting.getDeclaringClass().getAnnotation(ConfigMapping.class).prefix();
    var name = setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    var key = setting.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + name;
    var variable = key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    var value =
        Optional.ofNullable(setting.getAnnotation(WithDefault.class)).map(WithDefault::value);

    var page = Files.readString(Path.of("docs/SETTINGS.md"));

    assertThat(page)
        .contains(
            "| `%s` | %s |".formatted(variable, value.map(v -> "`" + v + "`").orElse("none")));
  }
}
