package dev.lodestar.auth.token;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;

/** The keys of tokens in memory, so that checking one reads no database. Safe for threads. */
@ApplicationScoped
public class SigningKeys {
  static final String ALGORITHM = AlgorithmIdentifiers.RSA_USING_SHA256;

  /** In the order in which they were made; the last one signs. */
  private volatile List<SigningKey> keys = List.of();

  List<SigningKey> all() {
    return keys;
  }

  void install(List<SigningKey> all) {
    keys = List.copyOf(all);
  }

  SigningKey newest() {
    if (keys.isEmpty()) {
      throw new IllegalStateException("no key to sign tokens with");
    }
    return keys.getLast();
  }

  Optional<SigningKey> find(UUID id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** The public halves as a JSON Web Key Set, the newest first. Source: RFC 7517. */
  public Map<String, Object> published() {
    return Map.of(
        JsonWebKeySet.JWK_SET_MEMBER_NAME,
        keys.reversed().stream().map(SigningKeys::published).toList());
  }

  private static Map<String, Object> published(SigningKey key) {
    RsaJsonWebKey published = new RsaJsonWebKey(key.publicKey());
    published.setKeyId(key.id().toString());
    published.setAlgorithm(ALGORITHM);
    published.setUse("sig");
    return published.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }
}
