package dev.lodestar.auth.token;

import dev.lodestar.auth.CredentialKind;
import dev.lodestar.auth.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens in the Bearer scheme, of this server and of the provider that it trusts.
 *
 * <p>Tokens that were taken are remembered as they were read, together with the keys that their
 * signature was checked with; all else is checked anew each time.
 */
@ApplicationScoped
class BearerTokens implements CredentialKind {
  private static final int REMEMBERED_MAX = 2_000;

  private final BuiltInTokens builtIn;
  private final OidcProvider provider;
  private final Map<ByteBuffer, Jwt> remembered = new ConcurrentHashMap<>();

  BearerTokens(BuiltInTokens builtIn, OidcProvider provider) {
    this.builtIn = builtIn;
    this.provider = provider;
  }

  @Override
  public String scheme() {
    return "Bearer";
  }

  @Override
  public Finding find(String credentials) {
    if (credentials.length() > Jwt.LENGTH_MAX) {
      return new Finding.Unknown();
    }
    ByteBuffer name = digest(credentials);
    Optional<Jwt> token = Optional.ofNullable(remembered.get(name)).or(() -> Jwt.read(credentials));
    if (token.isEmpty()) {
      return new Finding.Unknown();
    }
    Finding finding =
        provider.isIssuer(token.get().claims())
            ? provider.find(token.get())
            : builtIn.find(token.get());
    if (finding instanceof Finding.Found) {
      remember(name, token.get());
    } else {
      remembered.remove(name);
    }
    return finding;
  }

  private void remember(ByteBuffer name, Jwt token) {
    if (remembered.size() >= REMEMBERED_MAX) {
      remembered.clear();
    }
    remembered.putIfAbsent(name, token);
  }

  private static ByteBuffer digest(String credentials) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(credentials.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }
}
