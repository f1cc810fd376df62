package dev.lodestar.query.metadata;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.RelationName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The system tables and their columns: text each, but for those that {@code #} marks as whole. */
enum SystemTable {
  SCHEMATA(
      "INFORMATION_SCHEMA.SCHEMATA",
      "CATALOG_NAME SCHEMA_NAME SCHEMA_OWNER DEFAULT_CHARACTER_SET_CATALOG"
          + " DEFAULT_CHARACTER_SET_SCHEMA DEFAULT_CHARACTER_SET_NAME SQL_PATH"),
  TABLES(
      "INFORMATION_SCHEMA.TABLES",
      "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_TYPE IS_JOINABLE IS_BROADCAST"),
  COLUMNS(
      "INFORMATION_SCHEMA.COLUMNS",
      "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME #ORDINAL_POSITION COLUMN_DEFAULT"
          + " IS_NULLABLE DATA_TYPE #CHARACTER_MAXIMUM_LENGTH #CHARACTER_OCTET_LENGTH"
          + " #NUMERIC_PRECISION #NUMERIC_PRECISION_RADIX #NUMERIC_SCALE #DATETIME_PRECISION"
          + " CHARACTER_SET_NAME COLLATION_NAME #JDBC_TYPE"),
  ROUTINES(
      "INFORMATION_SCHEMA.ROUTINES",
      "ROUTINE_CATALOG ROUTINE_SCHEMA ROUTINE_NAME ROUTINE_TYPE IS_AGGREGATOR SIGNATURES"),
  PARAMETERS(
      "INFORMATION_SCHEMA.PARAMETERS",
      "SPECIFIC_CATALOG SPECIFIC_SCHEMA SPECIFIC_NAME #SIGNATURE_NUMBER #ORDINAL_POSITION"
          + " PARAMETER_NAME IS_OPTIONAL"),
  SEGMENTS(
      "sys.segments",
      "segment_id datasource start end #size version #partition_num #num_replicas #num_rows"
          + " #is_active #is_published #is_available #is_realtime #is_overshadowed shard_spec"
          + " dimensions metrics last_compaction_state #replication_factor"),
  SERVERS(
      "sys.servers",
      "server host #plaintext_port #tls_port server_type tier #current_size #max_size #is_leader"
          + " start_time version labels"),
  SERVER_SEGMENTS("sys.server_segments", "server segment_id"),
  TASKS(
      "sys.tasks",
      "task_id group_id type datasource created_time queue_insertion_time status"
          + " runner_status_code #duration location host #plaintext_port #tls_port error_msg"),
  SUPERVISORS(
      "sys.supervisors",
      "supervisor_id datasource state detailed_state #healthy type source #suspended spec");

  private static final Map<RelationName, SystemTable> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(SystemTable::relationName, Function.identity()));

  private final String name;
  private final String columns;

  SystemTable(String name, String columns) {
    this.name = name;
    this.columns = columns;
  }

  private static Column column(String text) {
    return text.startsWith("#")
        ? new Column(text.substring(1), DataType.LONG)
        : new Column(text, DataType.STRING);
  }

  static Optional<SystemTable> named(RelationName name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  RelationName relationName() {
    int dot = name.indexOf('.');
    return new RelationName(name.substring(0, dot), name.substring(dot + 1));
  }

  List<Column> columns() {
    return Arrays.stream(columns.split(" ", -1)).map(SystemTable::column).toList();
  }

  Relation relation() {
    return new Relation(relationName().name(), columns());
  }
}
