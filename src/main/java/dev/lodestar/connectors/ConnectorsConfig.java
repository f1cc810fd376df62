package dev.lodestar.connectors;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of the clients of outside systems. */
@ConfigMapping(prefix = "lodestar.connectors")
public interface ConnectorsConfig {
  /** How long the test of a connection may take. */
  @WithDefault("PT20S")
  Duration testTimeout();

  /** Tests that run at the same time. */
  @WithDefault("4")
  int testConcurrency();

  /** How many more may wait; beyond that the answer is 429. */
  @WithDefault("20")
  int testWaitingMax();

  /** Where roles of AWS are assumed; the region's own address when absent. */
  Optional<URI> stsEndpoint();

  /** The address of an account of Azure Blob Storage; {@code {account}} stands for its name. */
  @WithDefault("https://{account}.blob.core.windows.net")
  String azureEndpoint();
}
