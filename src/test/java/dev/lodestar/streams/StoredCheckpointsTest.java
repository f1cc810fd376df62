package dev.lodestar.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database of a release that knew only numbered partitions, brought up to date. */
@QuarkusTest
class StoredCheckpointsTest {
  private static final String TABLE = "11111111-1111-1111-1111-111111111111";

  /** As the release with version 14 of the database stored them. */
  private static final List<String> ROWS =
      List.of(
          """
          insert into data_table (id, name, type, version, schema_mode, partitioning,
            clustering_columns, declared_columns, discovered_columns, created_by_id,
            created_by_name, created_at, modified_by_id, modified_by_name, modified_at)
          values ('%s', 'clicks', 'DETAIL', 3, 'FLEXIBLE', 'DAY', '[]', '[]', '[]', '1', 'a', now(),
            '1', 'a', now())"""
              .formatted(TABLE),
          """
          insert into job (id, type, state, revision, desired_state, spec, query, source_type,
            source_name, target_table, created_by_id, created_by_name, created_at, modified_by_id,
            modified_by_name, modified_at, started_at, health_status, rows_processed, rows_late,
            rows_early, connection_names)
          values ('22222222-2222-2222-2222-222222222222', 'streaming', 'running', 7, 'running',
            '{"type":"streaming"}', 'INSERT', 'connection', 'kafka', 'clicks', '1', 'a', now(), '1',
            'a', now(), now(), 'ok', 500, 2, 1, '["kafka"]')""",
          "insert into published_stream values ('%s', 12)".formatted(TABLE),
          """
          insert into stream_checkpoint (table_id, stream, partition_number, next_offset) values
            ('%1$s', 'clicks', 0, 9223372036854775806), ('%1$s', 'clicks', 10, 0),
            ('%1$s', 'push/events', 0, 77)"""
              .formatted(TABLE));

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String url;

  @ConfigProperty(name = "quarkus.datasource.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.password")
  String password;

  private final String database = "old_" + UUID.randomUUID().toString().replace("-", "");

  @BeforeEach
  void makeDatabase() throws SQLException {
    run(url, "create database " + database);
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    run(url, "drop database " + database + " with (force)");
  }

  private String ofOld() {
    return url.replaceFirst("(//[^/]+/)[^?]*", "$1" + database);
  }

  private void run(String where, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(where, user, password);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void migrate(String version) {
    Flyway.configure().dataSource(ofOld(), user, password).target(version).load().migrate();
  }

  private List<String> lines(String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(ofOld(), user, password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  @Test
  void offsetsAndJobsStayWhatTheyWere() throws SQLException {
    migrate("14");
    run(ofOld(), ROWS.toArray(String[]::new));

    migrate("15");

    assertThat(
            lines(
                """
                select concat_ws('|', stream, partition_name, next_offset, shard_state,
                  sequence_number, as_of_ms) from stream_checkpoint order by 1"""))
        .containsExactly("clicks|0|9223372036854775806", "clicks|10|0", "push/events|0|77");
    assertThat(
            lines(
                """
                select concat_ws('|', state, revision, spec, rows_processed, rows_late, rows_early,
                  connection_names, sequence)
                from job, published_stream where type = 'streaming'"""))
        .containsExactly("running|7|{\"type\":\"streaming\"}|500|2|1|[\"kafka\"]|12");
  }

  @Test
  void shardsHaveRoomBesideThemAndHalfAPositionIsRefused() throws SQLException {
    migrate("14");
    run(ofOld(), ROWS.toArray(String[]::new));
    migrate("15");
    String insert =
        "insert into stream_checkpoint (table_id, stream, partition_name, next_offset, shard_state, sequence_number, as_of_ms) values ('"
            + TABLE
            + "', 'kinesis/clicks', ";

    run(ofOld(), insert + "'shardId-000000000000', null, 'record', '495903', 1)");

    assertThat(lines("select next_offset from stream_checkpoint where shard_state = 'record'"))
        .containsExactly((String) null);
    assertThatThrownBy(() -> run(ofOld(), insert + "'a', null, null, null, null)"))
        .hasMessageContaining("stream_checkpoint_position");
    assertThatThrownBy(() -> run(ofOld(), insert + "'b', 5, 'record', '495903', 1)"))
        .hasMessageContaining("stream_checkpoint_position");
    assertThatThrownBy(
            () ->
                run(
                    ofOld(),
                    insert.replace("kinesis/clicks", "clicks") + "'10', 1, null, null, null)"))
        .hasMessageContaining("stream_checkpoint_pkey");
  }
}
