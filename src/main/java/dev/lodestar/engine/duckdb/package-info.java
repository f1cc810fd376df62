/**
 * The engine on DuckDB: one in-process database that ingests, one, locked down, that queries.
 *
 * <p>Start with {@link dev.lodestar.engine.duckdb.DuckDbEngine}; how a job's statement is put
 * together is in {@code RowPipeline}. Promises: every input record ends in exactly one of the four
 * row counts; nothing is written outside the job's staging folder; DuckDB's own messages never
 * leave this package. DuckDB and JDBC are visible here only.
 */
package dev.lodestar.engine.duckdb;
