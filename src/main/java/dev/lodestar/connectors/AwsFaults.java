package dev.lodestar.connectors;

import dev.lodestar.error.ServiceException;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/** Says what a failure of an AWS client means for a connection. */
public final class AwsFaults {
  private static final int MOVED = 301;

  private final String connection;
  private final String endpoint;
  private final String object;

  /**
   * @param object what is read, such as {@code bucket archive}
   */
  public AwsFaults(String connection, String endpoint, String object) {
    this.connection = connection;
    this.endpoint = endpoint;
    this.object = object;
  }

  /** The fault to end a request or a job with. */
  public ServiceException explain(SdkException failure) {
    return ConnectionFault.of(connection, sentence(failure), failure);
  }

  private String sentence(SdkException failure) {
    return switch (failure) {
      case ApiCallTimeoutException late -> ConnectionFault.timedOut(endpoint);
      case ApiCallAttemptTimeoutException late -> ConnectionFault.timedOut(endpoint);
      case StsException sts ->
          "the role in \"awsAssumedRoleArn\" may not be assumed by this server (%s); let its trust policy name what connectionsMeta answers."
              .formatted(code(sts));
      case AwsServiceException service -> answered(service);
      default ->
          ConnectionFault.network(failure, endpoint, "awsEndpoint")
              .orElseGet(() -> unsent(failure));
    };
  }

  private String unsent(SdkException failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("credentials")
        ? "this server has no AWS credentials of its own to assume the role with; give it some, for example by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        : "the request to %s could not be made; check \"awsEndpoint\".".formatted(endpoint);
  }

  private String answered(AwsServiceException failure) {
    if (failure.statusCode() == MOVED) {
      return wrongRegion(header(failure, "x-amz-bucket-region"));
    }
    return switch (code(failure)) {
      case "NoSuchBucket" -> "%s does not exist; check its name.".formatted(object);
      case "ResourceNotFoundException" ->
          "%s does not exist at %s; check its name and the region.".formatted(object, endpoint);
      case "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "InvalidClientTokenId",
          "ExpiredToken" ->
          "the credentials are refused; check the access key and its secret.";
      case "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
          wrongRegion(Optional.empty());
      case "RequestTimeTooSkewed" -> "the clock of this server is wrong; set it.";
      case "AccessDenied", "AccessDeniedException", "AllAccessDisabled", "Forbidden" ->
          "the credentials may not read %s; allow it, or check the name.".formatted(object);
      default ->
          "%s answers with status %d (%s) when %s is read; check the endpoint, the name and the permissions."
              .formatted(endpoint, failure.statusCode(), code(failure), object);
    };
  }

  private String wrongRegion(Optional<String> region) {
    return "%s is in another region%s; put the endpoint of its region into \"awsEndpoint\"."
        .formatted(object, region.map(name -> ", " + name).orElse(""));
  }

  /** A word of letters, digits and dots: nothing else of the answer gets into messages. */
  private static String code(AwsServiceException failure) {
    return Optional.ofNullable(failure.awsErrorDetails())
        .map(details -> details.errorCode())
        .filter(code -> code != null && code.matches("[A-Za-z0-9.]{1,60}"))
        .orElse("no code");
  }

  private static Optional<String> header(AwsServiceException failure, String name) {
    return Optional.ofNullable(failure.awsErrorDetails())
        .map(details -> details.sdkHttpResponse())
        .flatMap(response -> response.firstMatchingHeader(name))
        .filter(region -> region.matches("[a-z0-9-]{1,30}"));
  }
}
