package dev.lodestar.auth.token;

import dev.lodestar.auth.Finding;
import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Principal;
import dev.lodestar.auth.users.KnownUser;
import dev.lodestar.auth.users.UserDirectory;
import dev.lodestar.data.UserReference;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tokens of an OpenID Connect provider that this server was told to trust.
 *
 * <p>Who shows one may do what its roles are mapped to and, being a user of {@code /v1/users}, what
 * that user may. Source: OpenID Connect Core 1.0, RFC 9068;
 * docs/decisions/0072-provider-and-users.md.
 */
@ApplicationScoped
class OidcProvider {
  private static final Logger LOG = Logger.getLogger(OidcProvider.class);
  private static final Set<String> PUBLIC_KEY_ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  private final OidcConfig config;
  private final UserDirectory users;
  private final Clock clock;
  private volatile @Nullable Provider provider;

  /** What the settings come to. */
  private record Provider(
      String issuer,
      List<String> audience,
      RoleGrants roles,
      ProviderDocuments documents,
      ProviderKeys keys) {}

  OidcProvider(OidcConfig config, UserDirectory users, Clock clock) {
    this.config = config;
    this.users = users;
    this.clock = clock;
  }

  /** Reads the settings. Errors: {@code INVALID_ARGUMENT}. */
  void open() {
    Optional<String> issuer = config.issuer().filter(text -> !text.isBlank());
    if (issuer.isEmpty()) {
      return;
    }
    require(
        isUrl(issuer.get()),
        "LODESTAR_AUTH_OIDC_ISSUER",
        "be the URL of an OpenID Connect provider, without query and fragment");
    require(
        config.audience().filter(list -> !list.isEmpty()).isPresent(),
        "LODESTAR_AUTH_OIDC_AUDIENCE",
        "name the audience of tokens for this server, else tokens for all others would be taken");
    require(
        PUBLIC_KEY_ALGORITHMS.containsAll(config.algorithms()),
        "LODESTAR_AUTH_OIDC_ALGORITHMS",
        "name only RS, PS and ES with 256, 384 and 512, and EdDSA");
    RoleGrants roles = RoleGrants.of(config.rolesClaim(), config.roles().orElse(""));
    if (issuer.get().startsWith("http:")) {
      LOG.warnf(
          "The keys of %s are read without TLS; who is between can forge tokens.", issuer.get());
    }
    ProviderDocuments documents = new ProviderDocuments(issuer.get(), config.timeout());
    provider =
        new Provider(
            issuer.get(),
            List.copyOf(config.audience().orElseThrow()),
            roles,
            documents,
            new ProviderKeys(documents::keys, config.keysPause(), config.keysLifetime(), clock));
  }

  private static boolean isUrl(String text) {
    try {
      return text.matches("https?://[^?#\\s]+") && URI.create(text).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void require(boolean isRight, String variable, String demand) {
    if (!isRight) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, variable, "%s must %s.".formatted(variable, demand));
    }
  }

  @PreDestroy
  void close() {
    Provider open = provider;
    if (open != null) {
      open.documents().close();
    }
  }

  /** Whether a token says that it comes from the provider. */
  boolean isIssuer(TokenClaims claims) {
    Provider open = provider;
    return open != null && claims.issuer().filter(open.issuer()::equals).isPresent();
  }

  Finding find(Jwt token) {
    Provider open = provider;
    if (open == null || !config.algorithms().contains(token.algorithm())) {
      return new Finding.Unknown();
    }
    Optional<ProviderKeys.Reading> known = open.keys().newest();
    if (known.isPresent() && hasKey(token, known.get())) {
      return checked(open, token, known);
    }
    return open.keys()
        .readAgain()
        .<Finding>map(
            reading ->
                new Finding.Later(
                    Uni.createFrom()
                        .completionStage(reading)
                        .map(read -> checked(open, token, read))))
        .orElseGet(() -> checked(open, token, known));
  }

  private static boolean hasKey(Jwt token, ProviderKeys.Reading reading) {
    return token.isTrustedBy(reading) || key(token, reading).isPresent();
  }

  private Finding checked(Provider open, Jwt token, Optional<ProviderKeys.Reading> known) {
    if (known.isEmpty()) {
      return new Finding.Unavailable(
          "The token cannot be checked, because its provider %s does not answer; try again later."
              .formatted(open.issuer()));
    }
    if (!isSigned(token, known.get())) {
      return new Finding.Unknown();
    }
    return token
        .claims()
        .fault(open.audience(), clock.instant(), config.leeway())
        .orElseGet(() -> who(open, token.claims()));
  }

  private boolean isSigned(Jwt token, ProviderKeys.Reading reading) {
    if (token.isTrustedBy(reading)) {
      return true;
    }
    boolean isSigned =
        key(token, reading).filter(key -> token.isSignedBy(key, config.algorithms())).isPresent();
    if (isSigned) {
      token.trust(reading);
    }
    return isSigned;
  }

  /** The provider's key that fits what the token says of its own. */
  private static Optional<Key> key(Jwt token, ProviderKeys.Reading reading) {
    try {
      return Optional.ofNullable(
              new VerificationJwkSelector().select(token.signature(), reading.keys()))
          .map(JsonWebKey::getKey);
    } catch (JoseException e) {
      LOG.debugf("No key fits a token: %s", e.getMessage());
      return Optional.empty();
    }
  }

  private Finding who(Provider open, TokenClaims claims) {
    Optional<String> name = username(claims);
    Optional<KnownUser> user = name.flatMap(users::find);
    if (user.isPresent() && !user.get().enabled()) {
      return new Finding.Refused(
          "The user %s is switched off.".formatted(user.get().user().username()));
    }
    Grants granted = open.roles().of(claims);
    if (user.isPresent()) {
      return new Finding.Found(
          new Principal(user.get().user(), granted.and(user.get().effective())));
    }
    Optional<String> subject = claims.subject().or(() -> name);
    if (subject.isEmpty()) {
      return new Finding.Refused("The token does not say whose it is.");
    }
    // An id of its own kind: no provider can name somebody as an API key or another's user.
    UUID id =
        UUID.nameUUIDFromBytes(
            (open.issuer() + '\n' + subject.get()).getBytes(StandardCharsets.UTF_8));
    return new Finding.Found(
        new Principal(new UserReference(name.orElse(subject.get()), id.toString()), granted));
  }

  /** An address that the provider itself doubts names nobody. */
  private Optional<String> username(TokenClaims claims) {
    return config.usernameClaims().stream()
        .filter(
            claim ->
                !claim.equals("email") || !Boolean.FALSE.equals(claims.all().get("email_verified")))
        .flatMap(claim -> claims.text(claim).stream())
        .findFirst();
  }
}
