package dev.lodestar.connectors;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Addresses of objects, as jobs name them. */
public final class ObjectUris {
  private ObjectUris() {}

  /** What the address of an object in S3 begins with. */
  public static List<String> ofS3() {
    return List.of(S3Objects.SCHEME);
  }

  /** What the address of a blob in Azure begins with: with the container, or with the account. */
  public static List<String> ofAzure() {
    return List.of(AzureBlobs.SCHEME, AzureBlobs.SCHEME_WITH_ACCOUNT);
  }

  /** The key within an address that begins so; bytes written as {@code %20} are taken for such. */
  static Optional<String> below(String root, String uri) {
    return uri.startsWith(root) && uri.length() > root.length()
        ? Optional.of(decoded(uri.substring(root.length())))
        : Optional.empty();
  }

  private static String decoded(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return key;
    }
  }
}
