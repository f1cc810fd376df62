/**
 * How JSON becomes Lodestar's values, and what to say when it cannot.
 *
 * <p>Start with {@link dev.lodestar.json.DataModule}, which teaches Jackson the plain types of
 * {@code data}, and {@link dev.lodestar.json.InvalidJson}, which turns Jackson's exceptions into
 * sentences. Promises: no exception of the library and no value of the request reaches a user,
 * except for a wrong name that has to be one of a list.
 */
package dev.lodestar.json;
