package dev.lodestar.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server that was cut off still sends to a database that another one has taken over. */
@QuarkusTest
class ServerOwnerTest {
  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String url;

  @ConfigProperty(name = "quarkus.datasource.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.password")
  String password;

  private Connection connect(String application) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", application);
    return DriverManager.getConnection(url, properties);
  }

  private String owner() throws SQLException {
    try (Connection connection = connect("psql");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select application from server_owner")) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update job set revision = revision where false",
        "insert into segment select * from segment where false",
        "update segment set replaced_at = now() where false",
        "delete from segment where false"
      })
  void isRefused(String change) throws SQLException {
    try (Connection cutOff = connect("lodestar/another");
        Statement statement = cutOff.createStatement()) {
      assertThatThrownBy(() -> statement.executeUpdate(change))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("another server has taken over this database");
    }
  }

  @Test
  void doesNotConcernTheOwnerAndPeople() throws SQLException {
    assertThat(owner()).matches("lodestar/[0-9a-f-]{36}");
    for (String name : new String[] {owner(), "psql"}) {
      try (Connection connection = connect(name);
          Statement statement = connection.createStatement()) {
        assertThat(statement.executeUpdate("update job set revision = revision where false"))
            .isZero();
      }
    }
  }
}
