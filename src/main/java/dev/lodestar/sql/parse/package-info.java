/**
 * From text to a parse tree that is safe to validate.
 *
 * <p>Start with {@link dev.lodestar.sql.parse.StatementParser}. The grammar is Calcite's with
 * Druid's statements, built from {@code src/main/codegen} into the package {@code
 * dev.lodestar.sql.grammar}. Promises: a tree of bounded depth, queries and ingestions only, table
 * functions taken out, special syntax reduced to what the catalog declares; every fault is {@code
 * INVALID_SQL} or {@code NOT_SUPPORTED} at a line and column of the user's text.
 */
package dev.lodestar.sql.parse;
