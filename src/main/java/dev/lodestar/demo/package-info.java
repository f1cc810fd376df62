/**
 * What {@code ./lodestar demo} adds to a running server: Wikipedia edits, loaded and queried
 * through the public REST API as any client would.
 *
 * <p>Start with {@link dev.lodestar.demo.Demo}. Promises: it uses nothing of the server but HTTP;
 * run again, or after an interruption, it loads nothing twice.
 */
package dev.lodestar.demo;
