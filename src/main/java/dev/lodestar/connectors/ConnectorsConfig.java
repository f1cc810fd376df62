package dev.lodestar.connectors;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the clients of outside systems. */
@ConfigMapping(prefix = "lodestar.connectors")
public interface ConnectorsConfig {
  /** Where clouds keep metadata and credentials of the machine. */
  String LINK_OF_THE_MACHINE =
      "169.254.0.0/16,fe80::/10,fd00:ec2::254/128,fd20:ce::254/128,100.100.100.200/32";

  /** How long the test of a connection may take. */
  @WithDefault("PT20S")
  Duration testTimeout();

  /** Tests that run at the same time. */
  @WithDefault("4")
  int testConcurrency();

  /** How many more may wait; beyond that the answer is 429. */
  @WithDefault("20")
  int testWaitingMax();

  /** How long one call to a system may take for a job, all retries included. */
  @WithDefault("PT60S")
  Duration jobTimeout();

  /** How many objects of S3 or Azure one job may read. */
  @WithDefault("10000")
  int objectsMax();

  /** The largest object that a job may read. */
  @WithDefault("10G")
  MemorySize objectSizeMax();

  /** How many objects one job downloads at the same time. */
  @WithDefault("4")
  int objectsAtOnce();

  /**
   * Networks that connections cannot reach, with names looked up; {@code none} for no network. By
   * default those of this machine's link, where clouds keep metadata and credentials.
   */
  @WithDefault(LINK_OF_THE_MACHINE)
  List<String> refusedNetworks();

  /** The hosts that connections can reach, such as {@code *.example.org}; all when absent. */
  Optional<List<String>> allowedHosts();

  /** Where roles of AWS are assumed; the region's own address when absent. */
  Optional<URI> stsEndpoint();

  /** The address of an account of Azure Blob Storage; {@code {account}} stands for its name. */
  @WithDefault("https://{account}.blob.core.windows.net")
  String azureEndpoint();
}
