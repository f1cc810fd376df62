package dev.lodestar.connectors;

import dev.lodestar.connections.Secrets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Who we are to AWS: the owner of an access key, or a role that is assumed and assumed anew before
 * it expires.
 */
final class AwsIdentity implements AutoCloseable {
  /** Seen by the owner of the role in the logs of AWS. */
  private static final String SESSION = "lodestar";

  private final AwsCredentialsProvider credentials;
  private final Runnable closing;

  private AwsIdentity(AwsCredentialsProvider credentials, Runnable closing) {
    this.credentials = credentials;
    this.closing = closing;
  }

  /**
   * @param key none: the server's own credentials, where AWS' tools look for them
   * @param role assumed with the key, or with the server's own credentials
   */
  static AwsIdentity of(
      Secrets.@Nullable AccessKey key,
      @Nullable String role,
      Region region,
      ClientSettings settings) {
    AwsCredentialsProvider own = own(key);
    if (role == null) {
      return new AwsIdentity(own, () -> {});
    }
    StsClientBuilder sts =
        StsClient.builder()
            .region(region)
            .credentialsProvider(own)
            .httpClient(http(settings))
            .overrideConfiguration(limits(settings));
    settings.stsEndpoint().ifPresent(sts::endpointOverride);
    StsClient client = sts.build();
    StsAssumeRoleCredentialsProvider assumed =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(client)
            .refreshRequest(
                request ->
                    request
                        .roleArn(role)
                        .roleSessionName(SESSION)
                        .externalId(settings.externalId()))
            .build();
    return new AwsIdentity(
        assumed,
        () -> {
          assumed.close();
          client.close();
        });
  }

  private static AwsCredentialsProvider own(Secrets.@Nullable AccessKey key) {
    return key == null || key.accessKeyId() == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key.accessKeyId(), key.accessKeySecret().reveal()));
  }

  AwsCredentialsProvider credentials() {
    return credentials;
  }

  static SdkHttpClient http(ClientSettings settings) {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(settings.connectTimeout())
        .socketTimeout(settings.timeout())
        .build();
  }

  static ClientOverrideConfiguration limits(ClientSettings settings) {
    Duration timeout = settings.timeout();
    return ClientOverrideConfiguration.builder()
        .apiCallTimeout(timeout)
        .apiCallAttemptTimeout(timeout)
        .build();
  }

  @Override
  public void close() {
    closing.run();
  }
}
