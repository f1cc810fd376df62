package dev.lodestar.auth.token;

import dev.lodestar.auth.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;

/**
 * What a token says.
 *
 * @param expiry seconds since 1970, as is notBefore
 * @param all every claim by its name; values are texts, numbers, truth values, lists and maps
 */
record TokenClaims(
    Optional<String> issuer,
    Optional<String> subject,
    List<String> audience,
    Optional<Long> expiry,
    Optional<Long> notBefore,
    Map<String, Object> all) {
  /** As Polaris' gateway says it. Source: control-plane specification, 3.2. */
  static final String EXPIRED = "Token claims invalid: [\"exp\"]=\"token expired\"";

  TokenClaims {
    audience = List.copyOf(audience);
  }

  static TokenClaims of(JwtClaims claims) throws MalformedClaimException {
    return new TokenClaims(
        Optional.ofNullable(claims.getIssuer()),
        Optional.ofNullable(claims.getSubject()),
        claims.hasAudience() ? claims.getAudience() : List.of(),
        Optional.ofNullable(claims.getExpirationTime()).map(NumericDate::getValue),
        Optional.ofNullable(claims.getNotBefore()).map(NumericDate::getValue),
        claims.getClaimsMap());
  }

  /** A claim that is a text. */
  Optional<String> text(String name) {
    return all.get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  /**
   * Why a token that is signed well is not taken; empty if it is.
   *
   * @param leeway by how much the issuer's clock may differ from ours
   */
  Optional<Finding> fault(Collection<String> audiences, Instant now, Duration leeway) {
    if (audience.stream().noneMatch(audiences::contains)) {
      return Optional.of(new Finding.Refused("The token is for another audience."));
    }
    if (expiry.isEmpty()) {
      return Optional.of(new Finding.Refused("The token has no time at which it expires."));
    }
    if (now.minus(leeway).getEpochSecond() >= expiry.get()) {
      return Optional.of(new Finding.Expired(EXPIRED));
    }
    if (notBefore.isPresent() && now.plus(leeway).getEpochSecond() < notBefore.get()) {
      return Optional.of(new Finding.Refused("The token is not yet valid."));
    }
    return Optional.empty();
  }
}
