/**
 * Queries: Druid SQL in, rows out, as a stream.
 *
 * <p>Start with {@link dev.lodestar.query.QueryService}. Promises: a query sees all its tables at
 * one moment; its rows are written as the engine makes them, never collected; a fault before the
 * first row is an answer with a body, a later one cuts the stream off visibly.
 */
package dev.lodestar.query;
