/**
 * Events that clients push: a log for each connection of type {@code push_streaming}, kept in
 * PostgreSQL. Start with {@link dev.lodestar.events.EventLog}.
 *
 * <p>Promises: what is acknowledged is committed; positions have no holes and become visible in
 * their order, so a reader that goes on behind the last one it saw never misses any.
 */
@NullMarked
package dev.lodestar.events;

import org.jspecify.annotations.NullMarked;
