package dev.lodestar.connectors;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where segments are kept. */
@ConfigMapping(prefix = "lodestar.storage")
public interface StorageConfig {
  /**
   * A directory, or {@code s3://bucket/prefix}; {@code segments} of the data directory if absent.
   */
  @WithParentName
  Optional<String> location();

  /** The URL of a store with the protocol of S3; Amazon's own when absent. */
  Optional<URI> endpoint();

  /** The region of the bucket. */
  @WithDefault("us-east-1")
  String region();

  /**
   * Whether the bucket stands in the path of URLs, not in the host; if absent, with an endpoint.
   */
  Optional<Boolean> pathStyle();

  /** An access key; without it the credentials are looked for where AWS' tools do. */
  Optional<String> accessKeyId();

  /** Its secret. */
  Optional<String> secretAccessKey();

  /** What local copies of the bucket's segments may take. */
  @WithDefault("10G")
  MemorySize cacheSize();

  /** How many segments are fetched, or compared with their checksums, at the same time. */
  @WithDefault("4")
  int transfersAtOnce();

  /** How long one call to the store may take, with its retries. */
  @WithDefault("PT30S")
  Duration timeout();

  /** How long a job tries to store a segment before it fails. */
  @WithDefault("PT5M")
  Duration uploadPatience();

  /** How long a query waits for room in the cache. */
  @WithDefault("PT1M")
  Duration roomPatience();

  /** Whether a segment is compared with its checksum before it is read first after a start. */
  @WithDefault("true")
  boolean verify();
}
