/**
 * The process: reads the settings, locks the data directory, starts the embedded PostgreSQL, runs
 * the application, and stops all of it in reverse order.
 *
 * <p>Start with {@link dev.lodestar.server.Lodestar}. Promises: one server per data directory; what
 * hinders a start is one sentence and exit code 1; PostgreSQL stops after the application and never
 * outlives an orderly stop; one that outlived a killed server is stopped before the next start.
 */
package dev.lodestar.server;
