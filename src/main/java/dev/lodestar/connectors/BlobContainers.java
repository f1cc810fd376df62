package dev.lodestar.connectors;

import com.azure.core.credential.AzureSasCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secrets;
import dev.lodestar.error.ServiceException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;

/** Clients of Azure Blob Storage. */
public final class BlobContainers {
  private static final int TRIES_MAX = 3;
  private static final Duration RETRY_DELAY = Duration.ofMillis(300);
  private static final Duration RETRY_DELAY_MAX = Duration.ofSeconds(2);

  private BlobContainers() {}

  /**
   * Opens a client for a connection; nothing is sent yet. It holds nothing open.
   *
   * <p>Errors: {@code COULD_NOT_CONNECT_TO_SOURCE} for an account key that is none, {@code
   * SERVICE_UNAVAILABLE} when a secret cannot be unsealed.
   */
  public static BlobContainerClient open(ConnectionSpec.Azure connection, ClientSettings settings) {
    settings
        .addresses()
        .require(
            connection.name(),
            "storageAccount",
            URI.create(endpoint(connection, settings)).getHost());
    BlobContainerClientBuilder client =
        new BlobContainerClientBuilder()
            .endpoint(endpoint(connection, settings))
            .containerName(connection.container())
            .httpClient(http(settings))
            .retryOptions(
                new RequestRetryOptions(
                    RetryPolicyType.EXPONENTIAL,
                    TRIES_MAX,
                    settings.timeout(),
                    RETRY_DELAY,
                    RETRY_DELAY_MAX,
                    null));
    switch (connection.secrets()) {
      case Secrets.SasToken token -> client.credential(new AzureSasCredential(signature(token)));
      case Secrets.AccessKey key ->
          client.credential(
              new StorageSharedKeyCredential(
                  connection.storageAccount(), accountKey(connection.name(), key)));
    }
    return client.buildClient();
  }

  /** The address of the account. */
  public static String endpoint(ConnectionSpec.Azure connection, ClientSettings settings) {
    return settings.azureEndpoint().replace("{account}", connection.storageAccount());
  }

  private static HttpClient http(ClientSettings settings) {
    return new JdkHttpClientBuilder()
        .connectionTimeout(settings.connectTimeout())
        .responseTimeout(settings.timeout())
        .readTimeout(settings.timeout())
        .build();
  }

  private static String signature(Secrets.SasToken token) {
    String text = token.sasToken().reveal().strip();
    return text.startsWith("?") ? text.substring(1) : text;
  }

  private static String accountKey(String connection, Secrets.AccessKey key) {
    String text = key.accessKeySecret().reveal().strip();
    try {
      Base64.getDecoder().decode(text);
      return text;
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message has a character of the key.
      throw ConnectionFault.of(
          connection,
          "the \"accessKeySecret\" is no key of a storage account, which is base64.",
          null);
    }
  }

  /** Says what a failure of a client means for its connection. */
  public static ServiceException explain(
      ConnectionSpec.Azure connection, String endpoint, RuntimeException failure) {
    String sentence =
        failure instanceof BlobStorageException answered
            ? answered(connection, endpoint, answered)
            : ConnectionFault.network(failure, endpoint, "storageAccount")
                .orElse(
                    "the request to %s could not be made; check the account and the secrets."
                        .formatted(endpoint));
    return ConnectionFault.of(connection.name(), sentence, failure);
  }

  private static String answered(
      ConnectionSpec.Azure connection, String endpoint, BlobStorageException failure) {
    String code =
        failure.getErrorCode() == null
            ? ""
            : failure.getErrorCode().toString().toLowerCase(Locale.ROOT);
    return switch (code) {
      case "containernotfound", "resourcenotfound" ->
          "container %s does not exist in account %s; check both names."
              .formatted(connection.container(), connection.storageAccount());
      case "authenticationfailed", "invalidauthenticationinfo", "noauthenticationinformation" ->
          "the credentials are refused; check the secrets and when they expire.";
      case "authorizationfailure",
          "authorizationpermissionmismatch",
          "authorizationresourcetypemismatch",
          "authorizationservicemismatch",
          "insufficientaccountpermissions" ->
          "the credentials may not list container %s; allow reading and listing."
              .formatted(connection.container());
      default ->
          "%s answers with status %d when container %s is listed; check the names and the secrets."
              .formatted(endpoint, failure.getStatusCode(), connection.container());
    };
  }
}
