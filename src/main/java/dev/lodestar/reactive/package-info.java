/**
 * The way between blocking workers and the event loop.
 *
 * <p>Start with {@link dev.lodestar.reactive.EventLoop}. Promises: stores are only ever called on a
 * Vert.x context of their own, and an event loop is never blocked.
 */
package dev.lodestar.reactive;
