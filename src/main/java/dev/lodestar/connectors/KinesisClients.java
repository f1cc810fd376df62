package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Clients of Amazon Kinesis. */
public final class KinesisClients {
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
    AwsIdentity identity =
        AwsIdentity.of(null, connection.awsAssumedRoleArn(), endpoint.region(), settings);
    return new Stream(
        KinesisClient.builder()
            .region(endpoint.region())
            .endpointOverride(endpoint.uri())
            .credentialsProvider(identity.credentials())
            .httpClient(AwsIdentity.http(settings))
            .overrideConfiguration(AwsIdentity.limits(settings))
            .build(),
        identity);
  }
}
