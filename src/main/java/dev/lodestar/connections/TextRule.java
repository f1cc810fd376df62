package dev.lodestar.connections;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a text member may hold.
 *
 * @param lengthMax in UTF-16 code units; at least one is needed
 * @param fits whether a text of that length is right
 * @param demand what is asked for, after "must be"
 */
record TextRule(int lengthMax, Predicate<String> fits, String demand) {
  static final TextRule LINE = matching(2_000, "[^\\p{Cntrl}]+", "one line of text");
  static final TextRule NAME =
      matching(64, "[A-Za-z0-9._-]+", "1 to 64 letters (a to z), digits, dots, _ or -");
  static final TextRule DESCRIPTION =
      new TextRule(1_000, text -> true, "a text of at most 1,000 characters");
  static final TextRule SECRET = new TextRule(8_000, text -> true, "a text");
  static final TextRule PEM =
      new TextRule(
          100_000,
          text -> text.contains("-----BEGIN ") && text.contains("-----END "),
          "in PEM form: -----BEGIN …, base64, -----END …");
  static final TextRule PLACE =
      matching(255, "[^\\s/\\p{Cntrl}]+", "a name without spaces and slashes");
  static final TextRule STREAM =
      matching(128, "[A-Za-z0-9_.-]+", "the name of a stream: letters, digits, dots, _ or -");
  static final TextRule ROLE =
      matching(
          2_048,
          "arn:[^:\\s]+:iam::[^:\\s]*:role/\\S+",
          "the ARN of a role, such as arn:aws:iam::123456789012:role/name");
  static final TextRule BROKERS =
      new TextRule(
          4_000, TextRule::areBrokers, "a list of host:port, parted by commas, ports to 65535");
  static final TextRule TOPIC =
      new TextRule(
          249,
          text -> text.matches("[A-Za-z0-9._-]+") && !text.equals(".") && !text.equals(".."),
          "the name of a topic: letters, digits, dots, _ or -; set topicNameIsPattern for a pattern");
  static final TextRule TOPIC_PATTERN =
      new TextRule(1_000, TextRule::isPattern, "a regular expression, as topicNameIsPattern says");
  static final TextRule ENDPOINT =
      new TextRule(
          1_000,
          text -> isAddress(text.contains("://") ? text : "https://" + text, false),
          "a host such as s3.us-east-2.amazonaws.com, or the URL of another store without user and path");
  static final TextRule URL =
      new TextRule(1_000, text -> isAddress(text, true), "an http or https URL without a user");

  private static final Pattern BROKER =
      Pattern.compile("\\s*(?:\\[[0-9A-Fa-f:.]+]|[^\\s:,/\\[\\]@]+):(\\d{1,5})\\s*");

  private static TextRule matching(int lengthMax, String pattern, String demand) {
    return new TextRule(lengthMax, Pattern.compile(pattern).asMatchPredicate(), demand);
  }

  /** The text of one of these, exactly. */
  static TextRule oneOf(String first, String... others) {
    String all = others.length == 0 ? first : first + " or " + String.join(" or ", others);
    return new TextRule(100, text -> text.equals(first) || List.of(others).contains(text), all);
  }

  /** Half of a surrogate pair and NUL are in no text that can be stored. */
  boolean admits(String text) {
    return !text.isEmpty()
        && text.length() <= lengthMax
        && text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF))
        && fits.test(text);
  }

  private static boolean areBrokers(String list) {
    for (String broker : list.split(",", -1)) {
      var parts = BROKER.matcher(broker);
      if (!parts.matches()) {
        return false;
      }
      int port = Integer.parseInt(parts.group(1));
      if (port < 1 || port > 65_535) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPattern(String text) {
    try {
      Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static boolean isAddress(String text, boolean mayHavePath) {
    try {
      URI uri = new URI(text);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      String path = uri.getRawPath();
      boolean hasPath = path != null && !path.isEmpty() && !path.equals("/");
      return isHttp
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && (mayHavePath || !hasPath);
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
