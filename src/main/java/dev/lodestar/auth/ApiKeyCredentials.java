package dev.lodestar.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * API keys in the Basic scheme: the key itself, or a user name in Base64 of either alphabet.
 *
 * <p>Source: control-plane specification, 3.1.
 */
@ApplicationScoped
class ApiKeyCredentials implements CredentialKind {
  private final KeyRing ring;

  ApiKeyCredentials(KeyRing ring) {
    this.ring = ring;
  }

  @Override
  public String scheme() {
    return "Basic";
  }

  @Override
  public Finding find(String credentials) {
    return ring.find(credentials, find -> resolved(credentials, find))
        .<Finding>map(Finding.Found::new)
        .orElseGet(Finding.Unknown::new);
  }

  private static Optional<Principal> resolved(
      String credentials, Function<String, Optional<Principal>> find) {
    Optional<Principal> raw = find.apply(credentials);
    return raw.isPresent() || credentials.startsWith(KeyText.PREFIX)
        ? raw
        : encoded(credentials).flatMap(find);
  }

  /** What a user name in Base64 is; the password, should the name be empty. */
  static Optional<String> encoded(String credentials) {
    int end = credentials.length();
    while (end > 0 && credentials.charAt(end - 1) == '=') {
      end--;
    }
    String standard = credentials.substring(0, end).replace('-', '+').replace('_', '/');
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(standard);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String key = name.isEmpty() ? text.substring(colon + 1) : name;
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }
}
