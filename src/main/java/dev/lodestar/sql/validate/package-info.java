/**
 * Resolves names and types of a parsed statement.
 *
 * <p>Start with {@link dev.lodestar.sql.validate.Binder}. Promises: tables come only from the
 * caller, functions only from the catalog; each fault is in the user's words and has its place.
 */
package dev.lodestar.sql.validate;
