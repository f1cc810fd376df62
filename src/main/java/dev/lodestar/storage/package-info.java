/**
 * Where bytes rest: the data directory with uploaded files, staged work and results, and the
 * segment files, which may be in an object store.
 *
 * <p>Start with {@link dev.lodestar.storage.DataDirectory} and {@link
 * dev.lodestar.storage.SegmentStore}. Promises: a file appears under its final name whole and
 * flushed, or not at all; what nobody references is swept; a segment that is read is the one that
 * was stored.
 */
package dev.lodestar.storage;
