package dev.lodestar.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The script that makes the Secrets of a cluster. */
class SecretsTest {
  private static JsonNode secret(List<JsonNode> printed, String name) {
    return new Cluster(printed).one("Secret", name).path("stringData");
  }

  @Test
  void printsObjectsThatKubernetesKnows() throws Exception {
    assertThat(Secrets.printed("production"))
        .hasSize(2)
        .allSatisfy(object -> assertThat(KubernetesObjects.fault(object)).isEmpty());
  }

  @Test
  void makesKeysThatTheServerTakesAndNeverTheSameTwice() throws Exception {
    JsonNode keys = secret(Secrets.printed("local"), "lodestar-keys");
    JsonNode others = secret(Secrets.printed("local"), "lodestar-keys");

    assertThat(keys.path("admin-api-key").asText()).matches("[A-Za-z0-9_.~-]{24,200}");
    assertThat(Base64.getDecoder().decode(keys.path("connections-keys").asText())).hasSize(32);
    assertThat(keys.path("admin-api-key")).isNotEqualTo(others.path("admin-api-key"));
    assertThat(keys.path("connections-keys")).isNotEqualTo(others.path("connections-keys"));
  }

  @Test
  void takesTheAddressOfTheDatabaseAsItIs() throws Exception {
    JsonNode database = secret(Secrets.printed("production"), "lodestar-database");

    assertThat(database.path("url").asText())
        .isEqualTo("postgresql://u:it's%20%23@db.example.org/d");
  }

  @Test
  void givesTheLocalDatabaseThePasswordThatTheServerUses() throws Exception {
    JsonNode database = secret(Secrets.printed("local"), "lodestar-database");

    assertThat(database.path("url").asText())
        .isEqualTo(
            "postgresql://lodestar:%s@postgres:5432/lodestar", database.path("password").asText());
  }
}
