/**
 * Druid SQL: from the text a user wrote to a bound, typed statement that an engine can run.
 *
 * <p>Start with {@link dev.lodestar.sql.DruidSql}. Promises: nothing that a user wrote passes
 * through as text; every name is resolved and every call is typed against the one function catalog;
 * faults carry the line and column. Apache Calcite is visible in this package only.
 */
package dev.lodestar.sql;
