package dev.lodestar.connectors;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Says what a failure of the bucket of segments means for an operator. */
final class S3StorageFaults {
  private static final String SETTING = "LODESTAR_STORAGE_ENDPOINT";

  private final String endpoint;

  S3StorageFaults(String endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * The fault to end a request or a job with.
   *
   * @param what could not be done, such as {@code fetch s3://bucket/key}
   */
  ServiceException of(String what, Throwable failure) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        null,
        "The object store of segments did not %s: %s".formatted(what, sentence(failure)),
        failure);
  }

  String sentence(Throwable failure) {
    return switch (failure) {
      case ApiCallTimeoutException late -> ConnectionFault.timedOut(endpoint);
      case ApiCallAttemptTimeoutException late -> ConnectionFault.timedOut(endpoint);
      case AwsServiceException service -> answered(service);
      default ->
          ConnectionFault.network(failure, endpoint, SETTING).orElseGet(() -> unsent(failure));
    };
  }

  private String answered(AwsServiceException failure) {
    return switch (code(failure)) {
      case "NoSuchBucket" -> "the bucket does not exist; make it, or correct LODESTAR_STORAGE.";
      case "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException",
          "InvalidClientTokenId",
          "ExpiredToken" ->
          "the credentials are refused; check LODESTAR_STORAGE_ACCESS_KEY_ID and its secret, or the role of this machine.";
      case "AccessDenied", "AccessDeniedException", "AllAccessDisabled", "Forbidden" ->
          "the credentials may not do that; allow s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListBucket.";
      case "RequestTimeTooSkewed" -> "the clock of this server is wrong; set it.";
      default ->
          "%s answers with status %d (%s); check the store, LODESTAR_STORAGE_ENDPOINT and LODESTAR_STORAGE_REGION."
              .formatted(endpoint, failure.statusCode(), code(failure));
    };
  }

  private String unsent(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("credentials")
        ? "this server has no AWS credentials; give it some, for example by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        : "the transfer to or from %s breaks off; check the store and the network."
            .formatted(endpoint);
  }

  /** A word of letters, digits and dots: nothing else of the answer gets into messages. */
  private static String code(AwsServiceException failure) {
    return Optional.ofNullable(failure.awsErrorDetails())
        .map(details -> details.errorCode())
        .filter(code -> code != null && code.matches("[A-Za-z0-9.]{1,60}"))
        .orElse("no code");
  }
}
