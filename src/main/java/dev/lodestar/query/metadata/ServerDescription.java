package dev.lodestar.query.metadata;

import java.time.Instant;

/**
 * This process as {@code sys.servers} shows it.
 *
 * @param sizeBytesMax what its disk could hold
 */
record ServerDescription(
    String host, long port, Instant started, String version, long sizeBytesMax) {
  String name() {
    return host + ":" + port;
  }
}
