package dev.lodestar.api;

import io.vertx.core.MultiMap;
import java.util.Locale;

/** What a client says of the encodings of bodies that it can read. Source: RFC 9110, 12.5.3. */
final class AcceptedEncodings {
  private AcceptedEncodings() {}

  static boolean hasGzip(MultiMap headers) {
    return headers.getAll("Accept-Encoding").stream().anyMatch(AcceptedEncodings::namesGzip);
  }

  private static boolean namesGzip(String header) {
    for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] words = part.strip().split("\\s*;\\s*", -1);
      if (words[0].equals("gzip")) {
        return words.length == 1 || !words[1].matches("q=0(\\.0*)?");
      }
    }
    return false;
  }
}
