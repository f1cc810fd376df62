package dev.lodestar.auth.token;

import dev.lodestar.auth.clients.OAuthClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Writes tokens. Source: RFC 7519, 9068. */
@ApplicationScoped
class TokenIssuer {
  static final String AUDIENCE = "lodestar";
  static final String SCOPE = "scope";

  private static final Pattern ISSUER = Pattern.compile("https?://[^/]+(/.*)?/auth/realms/[^/]+");

  private final SigningKeys keys;
  private final TokenConfig config;

  TokenIssuer(SigningKeys keys, TokenConfig config) {
    this.keys = keys;
    this.config = config;
  }

  /** Whether this server may have been called so. The host is whatever clients reach it by. */
  static boolean isOurs(String issuer) {
    return ISSUER.matcher(issuer).matches();
  }

  /** Takes a millisecond. */
  String issue(OAuthClient client, String issuer, String scope, Instant now) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience(AUDIENCE);
    claims.setSubject(client.id().toString());
    claims.setIssuedAt(date(now));
    claims.setNotBefore(date(now));
    claims.setExpirationTime(date(now.plus(config.lifetime())));
    claims.setJwtId(UUID.randomUUID().toString());
    claims.setStringClaim("typ", "Bearer");
    claims.setStringClaim("azp", client.spec().clientId());
    claims.setStringClaim("client_id", client.spec().clientId());
    claims.setStringClaim("preferred_username", client.asUser().username());
    if (!scope.isEmpty()) {
      claims.setStringClaim(SCOPE, scope);
    }
    SigningKey key = keys.newest();
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(key.privateKey());
    signature.setKeyIdHeaderValue(key.id().toString());
    signature.setAlgorithmHeaderValue(SigningKeys.ALGORITHM);
    signature.setHeader("typ", "JWT");
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("signing a token", e);
    }
  }

  private static NumericDate date(Instant time) {
    return NumericDate.fromSeconds(time.getEpochSecond());
  }
}
