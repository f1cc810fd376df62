package dev.lodestar.auth.token;

import java.security.Key;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A text that has the form of a signed token. What it says counts for nothing before its signature
 * was checked. Safe for threads.
 */
final class Jwt {
  /** Longer ones are none: each request would be read again and again. */
  static final int LENGTH_MAX = 16 * 1024;

  /** jose4j's Base64 passes over characters that are none, so one token would have many texts. */
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final Logger LOG = Logger.getLogger(Jwt.class);

  private final String text;
  private final String algorithm;
  private final Optional<String> keyId;
  private final TokenClaims claims;
  private volatile @Nullable Object trustedBy;

  private Jwt(String text, String algorithm, Optional<String> keyId, TokenClaims claims) {
    this.text = text;
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.claims = claims;
  }

  /** Empty for anything that is no token. */
  static Optional<Jwt> read(String text) {
    if (text.length() > LENGTH_MAX || !FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      JsonWebSignature signature = signature(text);
      String algorithm = signature.getAlgorithmHeaderValue();
      if (algorithm == null) {
        return Optional.empty();
      }
      TokenClaims claims = TokenClaims.of(JwtClaims.parse(signature.getUnverifiedPayload()));
      return Optional.of(
          new Jwt(text, algorithm, Optional.ofNullable(signature.getKeyIdHeaderValue()), claims));
    } catch (JoseException
        | InvalidJwtException
        | MalformedClaimException
        | IllegalArgumentException
        | ClassCastException e) {
      LOG.debugf("A text is no token: %s", e.getClass().getName());
      return Optional.empty();
    }
  }

  private static JsonWebSignature signature(String text) throws JoseException {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setCompactSerialization(text);
    return signature;
  }

  String algorithm() {
    return algorithm;
  }

  Optional<String> keyId() {
    return keyId;
  }

  TokenClaims claims() {
    return claims;
  }

  /** For jose4j's search of keys. */
  JsonWebSignature signature() {
    try {
      return signature(text);
    } catch (JoseException e) {
      throw new IllegalStateException("a token that was read cannot be read again", e);
    }
  }

  /** Whether this key has signed it, with one of these algorithms. */
  boolean isSignedBy(Key key, Collection<String> algorithms) {
    if (!algorithms.contains(algorithm)) {
      return false;
    }
    try {
      JsonWebSignature signature = signature(text);
      signature.setAlgorithmConstraints(
          new AlgorithmConstraints(ConstraintType.PERMIT, algorithms.toArray(String[]::new)));
      signature.setKey(key);
      return signature.verifySignature();
    } catch (JoseException e) {
      LOG.debugf("The signature of a token cannot be checked: %s", e.getMessage());
      return false;
    }
  }

  /** Whether its signature was found right with these very keys. */
  boolean isTrustedBy(Object keys) {
    return trustedBy == keys;
  }

  void trust(Object keys) {
    trustedBy = keys;
  }

  @Override
  public String toString() {
    return "token ***";
  }
}
