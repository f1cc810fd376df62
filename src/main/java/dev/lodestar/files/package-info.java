/**
 * Uploaded files: bytes that a user handed over for later jobs, and what is known about them.
 *
 * <p>Start with {@link dev.lodestar.files.FilesService}. Promises: an upload streams to disk; a
 * file is listed exactly when all its bytes are there; an upload that breaks off leaves nothing.
 */
package dev.lodestar.files;
