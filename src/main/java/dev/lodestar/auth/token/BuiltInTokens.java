package dev.lodestar.auth.token;

import dev.lodestar.auth.Finding;
import dev.lodestar.auth.Principal;
import dev.lodestar.auth.clients.ClientRing;
import dev.lodestar.auth.clients.OAuthClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Checks the tokens that {@link TokenIssuer} makes. What the client of one may do is looked up each
 * time.
 */
@ApplicationScoped
class BuiltInTokens {
  private final SigningKeys keys;
  private final ClientRing clients;
  private final Clock clock;

  BuiltInTokens(SigningKeys keys, ClientRing clients, Clock clock) {
    this.keys = keys;
    this.clients = clients;
    this.clock = clock;
  }

  Finding find(Jwt token) {
    if (!isSigned(token)) {
      return new Finding.Unknown();
    }
    TokenClaims claims = token.claims();
    if (claims.issuer().filter(TokenIssuer::isOurs).isEmpty()) {
      return new Finding.Refused("The token is of another issuer.");
    }
    return claims
        .fault(Set.of(TokenIssuer.AUDIENCE), clock.instant(), Duration.ZERO)
        .orElseGet(() -> ofClient(claims));
  }

  private boolean isSigned(Jwt token) {
    Optional<SigningKey> key = token.keyId().flatMap(BuiltInTokens::uuid).flatMap(keys::find);
    if (key.isEmpty()) {
      return false;
    }
    if (token.isTrustedBy(key.get())) {
      return true;
    }
    boolean isSigned = token.isSignedBy(key.get().publicKey(), Set.of(SigningKeys.ALGORITHM));
    if (isSigned) {
      token.trust(key.get());
    }
    return isSigned;
  }

  private Finding ofClient(TokenClaims claims) {
    Optional<OAuthClient> client =
        claims.subject().flatMap(BuiltInTokens::uuid).flatMap(clients::find);
    if (client.isEmpty() || !client.get().spec().enabled()) {
      return new Finding.Refused(
          "The OAuth client that the token was issued to was deleted or switched off.");
    }
    Set<String> projects = TokenScope.projects(claims.text(TokenIssuer.SCOPE).orElse(""));
    Principal whole = client.get().principal();
    return new Finding.Found(
        projects.isEmpty() ? whole : new Principal(whole.user(), whole.grants().within(projects)));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
