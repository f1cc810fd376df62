/**
 * Where bytes rest: the data directory with uploaded files, staged work and segment files.
 *
 * <p>Start with {@link dev.lodestar.storage.DataDirectory}. Promises: a file appears under its
 * final name whole and flushed, or not at all; what nobody references is swept.
 */
package dev.lodestar.storage;
