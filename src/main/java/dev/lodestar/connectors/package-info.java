/**
 * Connectors: how systems outside are contacted, with their vendors' own clients.
 *
 * <p>Start with {@link dev.lodestar.connectors.ConnectionTester}. {@link
 * dev.lodestar.connectors.KafkaClients}, {@link dev.lodestar.connectors.S3Clients}, {@link
 * dev.lodestar.connectors.KinesisClients} and {@link dev.lodestar.connectors.BlobContainers} make
 * clients of connections. Promises: all of this blocks and runs on workers; every wait is bounded;
 * a fault says in one sentence what to mend and holds neither secrets nor a vendor's raw text.
 */
package dev.lodestar.connectors;
