/**
 * From text to a parse tree that is safe to validate.
 *
 * <p>Start with {@link dev.lodestar.sql.parse.StatementParser}. Promises: a tree of bounded depth,
 * SELECT only, parameters already bound, special syntax reduced to what the catalog declares; every
 * fault is {@code INVALID_SQL} or {@code NOT_SUPPORTED} at a line and column of the user's text.
 */
package dev.lodestar.sql.parse;
