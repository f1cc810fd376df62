package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients of S3 and of stores with its protocol. */
public final class S3Clients {
  private S3Clients() {}

  /**
   * A client and all that it holds open.
   *
   * <p>It blocks, and may be used by many threads at once.
   */
  public static final class Bucket implements AutoCloseable {
    private final S3Client client;
    private final AwsIdentity identity;

    private Bucket(S3Client client, AwsIdentity identity) {
      this.client = client;
      this.identity = identity;
    }

    public S3Client client() {
      return client;
    }

    @Override
    public void close() {
      client.close();
      identity.close();
    }
  }

  /**
   * Opens a client for a connection; nothing is sent yet.
   *
   * <p>Away from Amazon, the bucket stands in the path, as most stores want it, and checksums are
   * only sent where they are demanded. Errors: {@code SERVICE_UNAVAILABLE} when a secret cannot be
   * unsealed; what calls fail with, {@link AwsFaults} explains.
   */
  public static Bucket open(ConnectionSpec.S3 connection, ClientSettings settings) {
    AwsEndpoint endpoint = AwsEndpoint.of(connection.awsEndpoint());
    settings.addresses().require(connection.name(), "awsEndpoint", endpoint.uri().getHost());
    AwsIdentity identity =
        AwsIdentity.of(
            connection.secrets(), connection.awsAssumedRoleArn(), endpoint.region(), settings);
    S3ClientBuilder client =
        S3Client.builder()
            .region(endpoint.region())
            .credentialsProvider(identity.credentials())
            .httpClient(AwsIdentity.http(settings))
            .overrideConfiguration(AwsIdentity.limits(settings));
    if (!endpoint.isAmazon()) {
      client
          .endpointOverride(endpoint.uri())
          .forcePathStyle(true)
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    }
    return new Bucket(client.build(), identity);
  }
}
