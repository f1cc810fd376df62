package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.testing.CannedHttp;
import dev.lodestar.testing.CannedHttp.Answer;
import dev.lodestar.testing.S3Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Connections to a real S3 store, and to AWS as far as its documented answers go. */
class AwsConnectionsTest {
  private static final String BUCKET = "archive-" + UUID.randomUUID();
  private static S3Store store;

  @BeforeAll
  static void start() {
    store = S3Store.get();
    try (S3Client client = store.client()) {
      client.createBucket(create -> create.bucket(BUCKET));
      client.putObject(put -> put.bucket(BUCKET).key("2026/a.json"), RequestBody.fromString("{}"));
    }
    // The server's own credentials, from the first place where the SDK looks.
    System.setProperty("aws.accessKeyId", "AKIASERVER");
    System.setProperty("aws.secretAccessKey", "hidden-secret-of-the-server");
  }

  @AfterAll
  static void forgetCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private static Secrets.AccessKey key(String id, String secret) {
    return new Secrets.AccessKey(id, Secret.of(secret));
  }

  private static ConnectionSpec.S3 s3(String endpoint, String bucket, Secrets.AccessKey key) {
    return new ConnectionSpec.S3("archive", null, endpoint, bucket, "2026/", null, key);
  }

  private static ConnectionSpec.S3 own(String endpoint) {
    return s3(endpoint, BUCKET, key(S3Store.ACCESS_KEY_ID, S3Store.ACCESS_KEY_SECRET));
  }

  private static ConnectionSpec.S3 byRole(Secrets.@Nullable AccessKey key) {
    return new ConnectionSpec.S3("archive", null, store.endpoint(), BUCKET, null, Checks.ROLE, key);
  }

  private static String fault(ConnectionSpec connection) {
    return Checks.fault(connection, Checks.settings());
  }

  /** AWS' service that lends roles, lending the key of the store. */
  private static CannedHttp lender() {
    return new CannedHttp(
        request ->
            new Answer(
                200,
                Map.of("Content-Type", "text/xml"),
                """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
                <Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
                <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
                </AssumeRoleResult></AssumeRoleResponse>"""
                    .formatted(S3Store.ACCESS_KEY_ID, S3Store.ACCESS_KEY_SECRET)));
  }

  private static ClientSettings lentBy(CannedHttp sts) {
    return Checks.settings(Duration.ofSeconds(60), sts.url(), "");
  }

  @Test
  void listsABucketWithAnAccessKey() throws InterruptedException {
    Checks.passes(own(store.endpoint()), Checks.settings());
  }

  @Test
  void listsABucketWithAnAssumedRole() throws InterruptedException {
    try (CannedHttp sts = lender()) {
      Checks.passes(byRole(null), lentBy(sts));

      assertThat(URLDecoder.decode(sts.requests().getFirst().body(), StandardCharsets.UTF_8))
          .contains("RoleArn=" + Checks.ROLE)
          .contains("ExternalId=" + Checks.EXTERNAL_ID);
      assertThat(sts.requests().getFirst().header("Authorization")).contains("AKIASERVER");

      Checks.passes(byRole(key("AKIAUSER", "x")), lentBy(sts));
      assertThat(sts.requests().getLast().header("Authorization")).contains("AKIAUSER");
    }
  }

  @Test
  void saysThatARoleMayNotBeAssumed() {
    try (CannedHttp sts =
        new CannedHttp(
            request ->
                new Answer(
                    403,
                    Map.of("Content-Type", "text/xml"),
                    "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"))) {
      assertThat(Checks.fault(byRole(null), lentBy(sts)))
          .contains("awsAssumedRoleArn")
          .contains("connectionsMeta");
    }
  }

  @Test
  void saysThatTheKeyIsRefused() {
    assertThat(fault(s3(store.endpoint(), BUCKET, key(S3Store.ACCESS_KEY_ID, "hidden-secret"))))
        .contains("credentials");
    assertThat(fault(s3(store.endpoint(), BUCKET, key("AKIAWRONG", "hidden-secret"))))
        .contains("credentials");
  }

  @Test
  void saysThatABucketDoesNotExist() {
    assertThat(
            fault(
                s3(
                    store.endpoint(),
                    "nope-" + BUCKET,
                    key(S3Store.ACCESS_KEY_ID, S3Store.ACCESS_KEY_SECRET))))
        .contains("bucket nope-" + BUCKET + " does not exist");
  }

  @Test
  void saysWhyAStoreCannotBeReached() throws IOException {
    assertThat(fault(own("http://127.0.0.1:1"))).contains("refuses to be connected");
    assertThat(fault(own("http://nowhere.invalid"))).contains("host of http://nowhere.invalid");
    assertThat(fault(own(store.endpoint().replace("http:", "https:")))).contains("TLS");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              Checks.fault(
                  own("http://127.0.0.1:" + silent.getLocalPort()),
                  Checks.settings(Duration.ofSeconds(2), null, "")))
          .contains("does not answer in time");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, PermanentRedirect, 'is in another region, eu-west-1'",
    "400, AuthorizationHeaderMalformed, is in another region",
    "403, AccessDenied, may not read bucket",
    "403, RequestTimeTooSkewed, clock",
    "418, Teapot, status 418 (Teapot)"
  })
  void explainsWhatS3Answers(int status, String code, String sentence) {
    try (CannedHttp aws =
        new CannedHttp(
            request ->
                new Answer(
                    status,
                    Map.of("Content-Type", "application/xml", "x-amz-bucket-region", "eu-west-1"),
                    "<Error><Code>%s</Code><Message>hidden-secret</Message></Error>"
                        .formatted(code)))) {
      assertThat(fault(own(aws.url()))).contains(sentence);
    }
  }

  private static ConnectionSpec.Kinesis kinesis(String endpoint) {
    return new ConnectionSpec.Kinesis("clicks", null, Checks.ROLE, endpoint, "clicks-stream");
  }

  @ParameterizedTest
  @CsvSource({
    "400, ResourceNotFoundException, stream clicks-stream does not exist",
    "400, UnrecognizedClientException, credentials are refused",
    "400, AccessDeniedException, may not read stream clicks-stream",
  })
  void explainsWhatKinesisAnswers(int status, String code, String sentence) {
    try (CannedHttp sts = lender();
        CannedHttp aws =
            new CannedHttp(
                request ->
                    new Answer(
                        status,
                        Map.of(
                            "Content-Type", "application/x-amz-json-1.1", "x-amzn-ErrorType", code),
                        "{\"__type\": \"%s\"}".formatted(code)))) {
      assertThat(Checks.fault(kinesis(aws.url()), lentBy(sts))).contains(sentence);

      assertThat(aws.requests().getFirst().header("X-amz-target"))
          .endsWith(".DescribeStreamSummary");
      assertThat(aws.requests().getFirst().header("X-amz-security-token")).isEqualTo("token");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s3.us-east-2.amazonaws.com, us-east-2, true",
    "s3.amazonaws.com, us-east-1, true",
    "https://kinesis.eu-central-1.amazonaws.com, eu-central-1, true",
    "s3-us-west-2.amazonaws.com, us-west-2, true",
    "s3.cn-north-1.amazonaws.com.cn, cn-north-1, true",
    "https://bucket.vpce-1a2b.s3.us-gov-west-1.vpce.amazonaws.com, us-gov-west-1, true",
    "http://minio.example.org:9000, us-east-1, false",
  })
  void findsTheRegionInTheEndpoint(String endpoint, String region, boolean isAmazon) {
    assertThat(AwsEndpoint.of(endpoint).region().id()).isEqualTo(region);
    assertThat(AwsEndpoint.of(endpoint).isAmazon()).isEqualTo(isAmazon);
  }
}
