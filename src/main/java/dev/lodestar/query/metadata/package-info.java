/**
 * Metadata as tables: {@code INFORMATION_SCHEMA} and {@code sys}.
 *
 * <p>Start with {@link dev.lodestar.query.metadata.SystemRelations}. Promises: the shapes are
 * constants, known before anything is read; the rows of one statement are of one moment; only what
 * a statement names is fetched. Source: data-plane specification, 8.4.
 */
package dev.lodestar.query.metadata;
