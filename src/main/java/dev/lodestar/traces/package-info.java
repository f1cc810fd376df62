/**
 * What belongs together of what the server does: spans of OpenTelemetry, and the ids that lines of
 * the log carry.
 *
 * <p>Start with {@link dev.lodestar.traces.Traces}. Promises: without an address to send them to,
 * spans cost nothing and no class of OpenTelemetry's SDK is loaded; attributes name operations,
 * jobs and tables and count things, and never hold rows, statements or secrets.
 */
package dev.lodestar.traces;
