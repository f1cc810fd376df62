/**
 * Connections: named ways to reach systems outside, with their secrets.
 *
 * <p>Start with {@link dev.lodestar.connections.ConnectionsService}; {@link
 * dev.lodestar.connections.ConnectionSpec} lists the seven kinds. How a system is contacted stands
 * in {@code connectors}. Promises: secrets are stored sealed ({@link
 * dev.lodestar.connections.SecretSeal}) and unsealed only when a connector uses them; a {@link
 * dev.lodestar.connections.Secret} cannot be printed, logged or written as JSON; a connection that
 * an unfinished job uses stays.
 */
package dev.lodestar.connections;
