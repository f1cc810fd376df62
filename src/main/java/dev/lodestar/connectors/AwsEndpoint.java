package dev.lodestar.connectors;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;

/**
 * The address of a service of AWS, or of a store with the same protocol.
 *
 * @param uri with scheme; {@code https} unless the user wrote another
 */
record AwsEndpoint(URI uri) {
  private static final Pattern REGION = Pattern.compile("(?:^|[.-])([a-z]{2}(?:-[a-z]+)+-\\d+)\\.");

  static AwsEndpoint of(String text) {
    return new AwsEndpoint(URI.create(text.contains("://") ? text : "https://" + text));
  }

  boolean isAmazon() {
    String host = uri.getHost();
    return host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn");
  }

  /** Of Amazon's addresses the one they name; others are content with any. */
  Region region() {
    Matcher region = REGION.matcher(uri.getHost());
    return isAmazon() && region.find() ? Region.of(region.group(1)) : Region.US_EAST_1;
  }
}
