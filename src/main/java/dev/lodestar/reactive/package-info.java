/**
 * The way between blocking workers and the event loop, and what many ask for at once.
 *
 * <p>Start with {@link dev.lodestar.reactive.EventLoop} and {@link
 * dev.lodestar.reactive.RecentReads}. Promises: stores are only ever called on a Vert.x context of
 * their own, and an event loop is never blocked; nobody gets what was read before a change that it
 * knows of.
 */
package dev.lodestar.reactive;
