package dev.lodestar.connectors;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.StorageLimits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Opens the store of segments that the settings name. */
public final class SegmentStorage {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  private SegmentStorage() {}

  /** Errors: {@code INVALID_ARGUMENT} that names the setting. Nothing is sent yet. */
  public static SegmentStore open(DataDirectory directory, StorageConfig config) {
    StorageLimits limits =
        new StorageLimits(
            config.cacheSize().asLongValue(),
            config.transfersAtOnce(),
            config.uploadPatience(),
            config.roomPatience(),
            config.verify());
    String location = config.location().orElse(directory.segments().toString());
    if (location.startsWith(S3Objects.SCHEME)) {
      return SegmentStore.of(directory, bucket(location, config), limits);
    }
    return SegmentStore.local(directory, folder(location), limits);
  }

  private static Path folder(String location) {
    try {
      if (!location.contains("://")) {
        return Path.of(location).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      throw invalid(location, e);
    }
    throw invalid(location, null);
  }

  private static ServiceException invalid(String location, @Nullable Throwable cause) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "lodestar.storage",
        "LODESTAR_STORAGE is %s; it must be a directory, or s3://bucket/prefix."
            .formatted(location),
        cause);
  }

  private static S3SegmentObjects bucket(String location, StorageConfig config) {
    String[] parts = location.substring(S3Objects.SCHEME.length()).split("/", 2);
    if (parts[0].isEmpty()) {
      throw invalid(location, null);
    }
    String prefix = parts.length < 2 ? "" : parts[1].replaceAll("/+$", "");
    String endpoint = config.endpoint().map(Object::toString).orElse("S3 in " + config.region());
    return new S3SegmentObjects(
        client(config), endpoint, parts[0], prefix.isEmpty() ? "" : prefix + "/");
  }

  private static S3Client client(StorageConfig config) {
    Duration timeout = config.timeout();
    // A store that is silent is asked again before the call ends.
    Duration silence = timeout.dividedBy(3);
    S3ClientBuilder client =
        S3Client.builder()
            .region(Region.of(config.region()))
            .forcePathStyle(config.pathStyle().orElse(config.endpoint().isPresent()))
            .credentialsProvider(credentials(config))
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(silence.compareTo(CONNECT_MAX) < 0 ? silence : CONNECT_MAX)
                    .socketTimeout(silence)
                    .build())
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .apiCallTimeout(timeout)
                    .apiCallAttemptTimeout(timeout)
                    .build());
    // Of other stores than Amazon's only some know all checksums; segments have their own.
    config
        .endpoint()
        .ifPresent(
            endpoint ->
                client
                    .endpointOverride(endpoint)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED));
    return client.build();
  }

  private static AwsCredentialsProvider credentials(StorageConfig config) {
    if (config.accessKeyId().isPresent() != config.secretAccessKey().isPresent()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "lodestar.storage.access-key-id",
          "LODESTAR_STORAGE_ACCESS_KEY_ID and LODESTAR_STORAGE_SECRET_ACCESS_KEY need each other; set both or none.");
    }
    return config
        .accessKeyId()
        .<AwsCredentialsProvider>map(
            id ->
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(id, config.secretAccessKey().orElseThrow())))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }
}
