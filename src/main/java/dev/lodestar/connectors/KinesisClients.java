package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Clients of Amazon Kinesis. */
public final class KinesisClients {
  /** Faults that pass are tried again; that one asks too often is for the reader of a shard. */
  private static final RetryStrategy RETRIES =
      AwsRetryStrategy.standardRetryStrategy().toBuilder()
          .throttlingBackoffStrategy(BackoffStrategy.fixedDelay(Duration.ofMillis(200)))
          .build();

  private KinesisClients() {}

  /** A client and all that it holds open. */
  public static final class Stream implements AutoCloseable {
    private final KinesisClient client;
    private final AwsIdentity identity;

    private Stream(KinesisClient client, AwsIdentity identity) {
      this.client = client;
      this.identity = identity;
    }

    public KinesisClient client() {
      return client;
    }

    @Override
    public void close() {
      client.close();
      identity.close();
    }
  }

  /** Opens a client for a connection; nothing is sent yet. {@link AwsFaults} explains failures. */
  public static Stream open(ConnectionSpec.Kinesis connection, ClientSettings settings) {
    AwsEndpoint endpoint = AwsEndpoint.of(connection.awsEndpoint());
    settings.addresses().require(connection.name(), "awsEndpoint", endpoint.uri().getHost());
    AwsIdentity identity =
        AwsIdentity.of(null, connection.awsAssumedRoleArn(), endpoint.region(), settings);
    return new Stream(
        KinesisClient.builder()
            .region(endpoint.region())
            .endpointOverride(endpoint.uri())
            .credentialsProvider(identity.credentials())
            .httpClient(AwsIdentity.http(settings))
            .overrideConfiguration(
                AwsIdentity.limits(settings).toBuilder().retryStrategy(RETRIES).build())
            .build(),
        identity);
  }
}
