package dev.lodestar.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Puts tables, segments and finished jobs into the database of a running server, as rows: what they
 * stand for never happened, but no list can tell.
 */
final class StoredHistory {
  /** Of each table; their files do not exist. */
  private static final int SEGMENTS = 3;

  private static final String TABLES =
      """
      insert into data_table (id, name, type, version, schema_mode, partitioning,
        clustering_columns, declared_columns, discovered_columns, created_by_id, created_by_name,
        created_at, modified_by_id, modified_by_name, modified_at)
      select md5('table-' || i)::uuid, 'table-' || i, 'DETAIL', 0, 'FLEXIBLE',
        case when i % 100 = 0 then 'HOUR' else 'DAY' end, '[]',
        '[["__time","timestamp"],["channel","string"]]', '[]',
        '1', 'user-' || i % 20, now(), '1', 'user-' || i % 20, now()
      from generate_series(1, ?) i""";

  private static final String SEGMENT_ROWS =
      """
      insert into segment (id, table_id, job_id, chunk_start_ms, chunk_end_ms, version,
        partition_number, row_count, size_bytes, min_time_ms, max_time_ms, columns, created_at)
      select gen_random_uuid(), md5('table-' || i)::uuid, gen_random_uuid(), s * 86400000,
        (s + 1) * 86400000, '2026-01-01T00:00:00.000Z', 0, 1000, 100000, s * 86400000,
        s * 86400000 + 1, '[]', now()
      from generate_series(1, ?) i, generate_series(1, ?) s""";

  private static final String JOBS =
      """
      insert into job (id, type, state, revision, desired_state, spec, query, source_type,
        source_name, target_table, created_by_id, created_by_name, created_at, modified_by_id,
        modified_by_name, modified_at, started_at, completed_at, health_status, rows_processed,
        rows_persisted, bytes_processed)
      select md5('job-' || i)::uuid, 'sql', case when i % 1000 = 1 then 'failed' else 'completed' end,
        2, 'running', '{"type":"sql","query":"INSERT INTO t SELECT ''' || repeat(md5(i::text), 40)
        || ''' AS x PARTITIONED BY ALL"}', 'INSERT', case when i % 3 = 1 then 'table' end,
        case when i % 3 = 1 then 'table-' || i % 500 end, 'table-' || i % 10000, '1',
        'user-' || i % 20, at, '1', 'user-' || i % 20, at, at, at,
        case when i % 1000 = 1 then 'error' else 'ok' end, 100, 100, 1000
      from (select i, now() - interval '20 second' * i as at from generate_series(1, ?) i) x""";

  private StoredHistory() {}

  static void store(Path dataDirectory, int tables, int jobs) throws IOException, SQLException {
    Path database = dataDirectory.resolve("postgres/data");
    List<String> process = Files.readAllLines(database.resolve("postmaster.pid"));
    String url = "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(process.get(3).strip());
    String password = Files.readString(database.resolve("lodestar.password")).strip();
    try (Connection connection = DriverManager.getConnection(url, "lodestar", password)) {
      run(connection, TABLES, tables);
      run(connection, SEGMENT_ROWS, tables, SEGMENTS);
      run(connection, JOBS, jobs);
      run(connection, "vacuum analyze");
    }
  }

  private static void run(Connection connection, String sql, int... sizes) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < sizes.length; i++) {
        statement.setInt(i + 1, sizes[i]);
      }
      statement.execute();
    }
  }
}
