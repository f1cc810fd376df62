package dev.lodestar.connectors;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What clients need besides their connection.
 *
 * @param externalId shown to AWS whenever a role is assumed
 * @param stsEndpoint where roles are assumed; the region's own address when empty
 * @param azureEndpoint of an account, whose name {@code {account}} stands for
 * @param timeout of one call with all its retries
 * @param addresses that may be talked to
 */
public record ClientSettings(
    String externalId,
    Optional<URI> stsEndpoint,
    String azureEndpoint,
    Duration timeout,
    OutsideAddresses addresses) {
  /** The same for calls that take no longer than this. */
  public ClientSettings within(Duration limit) {
    return new ClientSettings(externalId, stsEndpoint, azureEndpoint, limit, addresses);
  }

  /** How long a connection may take to open: a part of the whole call. */
  Duration connectTimeout() {
    Duration half = timeout.dividedBy(2);
    Duration most = Duration.ofSeconds(5);
    return half.compareTo(most) < 0 ? half : most;
  }
}
