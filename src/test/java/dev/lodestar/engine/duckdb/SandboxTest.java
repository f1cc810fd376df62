package dev.lodestar.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.SqlType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second wall: what the query database refuses even when such SQL reaches it. */
class SandboxTest {
  @TempDir static Path folder;
  private static EngineFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new EngineFixture(folder);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_blob('/proc/self/environ')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM parquet_metadata('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/lodestar-escape.csv'",
        "COPY (SELECT 1) TO '/dev/stdout'",
        "EXPORT DATABASE '/tmp/lodestar-escape'",
        "ATTACH '/tmp/lodestar-escape.db'",
        "SET enable_external_access=true",
        "SET allowed_directories=['/']",
        "SET memory_limit='100GB'",
        "SET threads=64",
        "RESET lock_configuration",
        "SET lock_configuration=false",
        "PRAGMA enable_profiling",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('http://127.0.0.1:1/x')"
      })
  void refusesToReachOutside(String sql) {
    assertThatThrownBy(() -> fixture.rows(sql, SqlType.VARCHAR))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault ->
                assertThat(fault.getMessage()).doesNotContain("DuckDB", "/etc", "Error:", "/tmp"));
    assertThat(Path.of("/tmp/lodestar-escape.csv")).doesNotExist();
    assertThat(Path.of("/tmp/lodestar-escape.db")).doesNotExist();
  }

  @Test
  void refusesLinksOutOfTheSegmentFolder() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("/etc/passwd"));

    assertThatThrownBy(
            () -> fixture.rows("SELECT * FROM read_csv('" + link + "')", SqlType.VARCHAR))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void answersAfterwardsAsBefore() {
    assertThat(fixture.rows("SELECT 42", SqlType.BIGINT)).isEqualTo(List.of(List.of(42L)));
  }
}
