/**
 * How the server is: checks for those who decide whether it gets requests or is started again, and
 * measures of what belongs to no other package.
 *
 * <p>Start with {@link dev.lodestar.vitals.DatabaseCheck}. Each check is a class of its own that
 * answers with a {@link dev.lodestar.vitals.Finding}: up or down, and why in one sentence.
 * Promises: a check ends within a bounded time; liveness is down only for what a new start mends;
 * what a check says is for everybody, so it names no path, address, table or user.
 */
package dev.lodestar.vitals;
