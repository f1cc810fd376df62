package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.tables.HotSegments;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fields that nobody declared become columns of a flexible table. */
@QuarkusTest
class StreamDiscoveryTest {
  private final String table = unique("found");
  private String connection;

  @Inject HotSegments hot;

  @BeforeEach
  void connect() {
    connection = Streams.pushConnection();
  }

  private JobRequest job() {
    return Streams.job(table, connection)
        .time()
        .with("useSchemaDiscovery", true)
        .with("dimensionExclusions", List.of("ts", "secret"));
  }

  private void push(String members) {
    Streams.push(connection, "{\"ts\": \"%s\", %s}".formatted(Instant.now(), members));
  }

  @Test
  void fieldsBecomeColumnsOfTheirTypesWhichWiden() {
    String job = accepted(job().field("known", "long"));
    push("\"known\": 1, \"text\": \"a\", \"whole\": 1, \"secret\": 5, \"many\": [1, 2]");
    Streams.awaitCount(table, 1);
    push(
        "\"known\": 2, \"text\": \"b\", \"whole\": 2.5, \"flag\": true, \"__odd\": 1, \"TEXT\": 2");
    Streams.awaitCount(table, 2);

    assertThat(
            rows(
                "SELECT \"known\", \"text\", \"whole\", \"many\", \"flag\" FROM \"%s\" ORDER BY \"known\""
                    .formatted(table)))
        .hasToString("[[1, a, 1.0, [1,2], null], [2, b, 2.5, null, 1]]");
    Streams.cancel(job);

    List<String> columns = Api.get(Api.TABLES + "/" + table).getList("queryableSchema.name");
    assertThat(columns)
        .containsExactlyInAnyOrder("__time", "known", "text", "whole", "many", "flag");
    assertThat(Api.get(Api.TABLES + "/" + table).getList("queryableSchema.dataType", String.class))
        .contains("double", "string", "longArray");
  }

  /** As after a restart, when the rows that are not published are read again. */
  @Test
  void columnsAreKnownThoughTheRowsThatBroughtThemAreNot() {
    String job = accepted(job().field("known", "long"));
    push("\"known\": 1, \"text\": \"a\"");
    Streams.awaitCount(table, 1);
    push("\"known\": 2, \"text\": 7, \"later\": 1.5");
    Streams.awaitCount(table, 2);

    hot.forget(UUID.fromString(Api.get(Api.TABLES + "/" + table).getString("id")), Long.MAX_VALUE);

    String all = "SELECT \"known\", \"text\", \"later\" FROM \"%s\" ORDER BY 1".formatted(table);
    assertThat(Api.query(Map.of("query", all)).statusCode()).isEqualTo(200);
    Streams.cancel(job);
    assertThat(rows(all)).hasToString("[[1, a, null], [2, 7, 1.5]]");
  }

  @Test
  void withoutDiscoveryOnlyMappingsMakeColumns() {
    String job = accepted(Streams.job(table, connection).time().column("known", "long"));
    push("\"known\": 1, \"text\": \"a\"");
    Streams.awaitCount(table, 1);

    Streams.cancel(job);

    assertThat(Api.get(Api.TABLES + "/" + table).getList("queryableSchema.name"))
        .isEqualTo(List.of("__time", "known"));
  }
}
