/**
 * Streaming jobs: records of a stream become visible rows within moments, and last a little later.
 *
 * <p>Start with {@link dev.lodestar.streams.StreamTask}, the loop of one job: read → make a small
 * batch into hot segments → now and then publish them. {@link dev.lodestar.streams.StreamRunner}
 * starts and stops the tasks; a {@link dev.lodestar.streams.StreamSource} is where records come
 * from.
 *
 * <p>Promises: each record of a stream is in its table exactly once, at any moment and after any
 * crash, because the offsets are stored in the transaction that publishes the rows before them; a
 * gap in a stream is an error that says so, never a jump.
 */
@NullMarked
package dev.lodestar.streams;

import org.jspecify.annotations.NullMarked;
