package dev.lodestar.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real server of the S3 protocol (s3proxy over a folder), which checks signatures.
 *
 * @param endpoint {@code http://host:port}; buckets stand in the path
 */
public record S3Store(String endpoint) {
  public static final String ACCESS_KEY_ID = "AKIALODESTARTESTS";
  public static final String ACCESS_KEY_SECRET = "s3-access-key-secret-of-tests";

  /** The store; the first call starts it, in about three seconds. */
  public static S3Store get() {
    return new S3Store(OncePerJvm.get("s3", S3Store::start).get("endpoint"));
  }

  private static Map<String, String> start() {
    Path folder = ChildServer.folder("s3");
    int port = ChildServer.freePorts(1).getFirst();
    String endpoint = "http://127.0.0.1:" + port;
    try {
      Files.createDirectories(folder.resolve("buckets"));
      Files.writeString(
          folder.resolve("s3proxy.properties"),
          """
          s3proxy.authorization=aws-v2-or-v4
          s3proxy.endpoint=%s
          s3proxy.identity=%s
          s3proxy.credential=%s
          s3proxy.ignore-unknown-headers=true
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s/buckets
          """
              .formatted(endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET, folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChildServer.start(
        folder,
        "org.gaul.s3proxy.Main",
        List.of("--properties", folder.resolve("s3proxy.properties").toString()),
        port);
    return Map.of("endpoint", endpoint);
  }

  /** A client that may do everything; its caller closes it. */
  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create(endpoint))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(ACCESS_KEY_ID, ACCESS_KEY_SECRET)))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }
}
