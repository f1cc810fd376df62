package dev.lodestar.auth.token;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a client sent to get a token.
 *
 * <p>Source: RFC 6749, 2.3.1, 3.2, 4.4.2.
 */
record TokenRequest(Map<String, String> form, Optional<Credentials> shown) {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String BASIC = "basic ";

  /** What a client says it is. */
  record Credentials(String clientId, String secret) {
    @Override
    public String toString() {
      return "credentials ***";
    }
  }

  /** Why something is no request for a token, in the words of the RFC. */
  static final class NoRequest extends Exception {
    private static final long serialVersionUID = 1;
    private final String error;

    NoRequest(String error, String message) {
      super(message);
      this.error = error;
    }

    String error() {
      return error;
    }
  }

  /**
   * @param contentType of the body; empty without one
   * @param authorization the values of all headers of that name
   */
  static TokenRequest read(String contentType, String body, List<String> authorization)
      throws NoRequest {
    if (!contentType.toLowerCase(Locale.ROOT).startsWith(FORM)) {
      throw invalid("The request must be a form (%s).".formatted(FORM));
    }
    Map<String, String> form = form(body);
    Optional<Credentials> inHeader = inHeader(authorization);
    if (inHeader.isPresent() && form.containsKey("client_secret")) {
      throw invalid("The client must authenticate in the header or in the form, not in both.");
    }
    Optional<Credentials> inForm =
        form.containsKey("client_id") && form.containsKey("client_secret")
            ? Optional.of(new Credentials(form.get("client_id"), form.get("client_secret")))
            : Optional.empty();
    return new TokenRequest(Map.copyOf(form), inHeader.or(() -> inForm));
  }

  /** Parameters without a value count as absent. */
  private static Map<String, String> form(String body) throws NoRequest {
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (!value.isEmpty() && form.put(name, value) != null) {
        throw invalid("The form has a parameter twice.");
      }
    }
    return form;
  }

  private static Optional<Credentials> inHeader(List<String> authorization) throws NoRequest {
    if (authorization.isEmpty()) {
      return Optional.empty();
    }
    String header = authorization.getFirst().strip();
    if (authorization.size() > 1 || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      throw unknown("The client must authenticate with Authorization: Basic or in the form.");
    }
    String text;
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      text = new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw unknown("The Authorization header holds no Base64.");
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw unknown("The Authorization header holds no client id and secret.");
    }
    return Optional.of(
        new Credentials(decoded(text.substring(0, colon)), decoded(text.substring(colon + 1))));
  }

  private static String decoded(String text) throws NoRequest {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("The form is not encoded as forms are.");
    }
  }

  private static NoRequest invalid(String message) {
    return new NoRequest("invalid_request", message);
  }

  private static NoRequest unknown(String message) {
    return new NoRequest("invalid_client", message);
  }

  @Override
  public String toString() {
    return "request for a token ***";
  }
}
