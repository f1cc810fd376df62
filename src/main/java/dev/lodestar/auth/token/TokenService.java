package dev.lodestar.auth.token;

import dev.lodestar.auth.Authentication;
import dev.lodestar.auth.clients.ClientRing;
import dev.lodestar.auth.clients.OAuthClient;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * Issues tokens to clients that show their secret, and says how to check them.
 *
 * <p>Source: control-plane specification, 3.2; RFC 6749, 4.4; OpenID Connect Discovery 1.0.
 */
@ApplicationScoped
public class TokenService {
  private static final String GRANT = "client_credentials";
  private static final String PROTOCOL = "/protocol/openid-connect";

  private final TokenIssuer issuer;
  private final ClientRing clients;
  private final Authentication authentication;
  private final TokenConfig config;
  private final Clock clock;

  TokenService(
      TokenIssuer issuer,
      ClientRing clients,
      Authentication authentication,
      TokenConfig config,
      Clock clock) {
    this.issuer = issuer;
    this.clients = clients;
    this.authentication = authentication;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What a client sent.
   *
   * @param contentType of the body; empty without one
   * @param authorization the values of all headers of that name
   * @param realm the URL of the realm that it asked
   * @param address it came from
   */
  public record Question(
      String contentType, String body, List<String> authorization, String realm, String address) {
    public Question {
      authorization = List.copyOf(authorization);
    }

    @Override
    public String toString() {
      return "question for a token ***";
    }
  }

  /** Never fails because of what a client sent. */
  public Uni<TokenAnswer> answer(Question question) {
    TokenRequest request;
    try {
      request =
          TokenRequest.read(question.contentType(), question.body(), question.authorization());
    } catch (TokenRequest.NoRequest e) {
      return refused(e.error(), e.getMessage());
    }
    String grant = request.form().get("grant_type");
    if (grant == null) {
      return refused("invalid_request", "The form has no grant_type.");
    }
    if (!grant.equals(GRANT)) {
      return refused("unsupported_grant_type", "The grant_type must be %s.".formatted(GRANT));
    }
    if (request.shown().isEmpty()) {
      return refused("invalid_client", "The form has no client_id and client_secret.");
    }
    TokenRequest.Credentials shown = request.shown().get();
    Optional<OAuthClient> client = clients.find(shown.clientId(), shown.secret());
    if (client.isEmpty()) {
      return authentication
          .guessed(shown.clientId() + '\n' + shown.secret(), question.address())
          .map(pause -> Uni.createFrom().<TokenAnswer>item(new TokenAnswer.Slowed(pause)))
          .orElseGet(
              () ->
                  refused(
                      "invalid_client",
                      "There is no client of this id and secret, or it is switched off."));
    }
    String scope = request.form().getOrDefault(TokenIssuer.SCOPE, "");
    return TokenScope.isWellFormed(scope)
        ? issued(client.get(), question.realm(), TokenScope.granted(scope))
        : refused("invalid_scope", "The scope has characters that no scope has.");
  }

  /** A signature takes too long for an event loop. */
  private Uni<TokenAnswer> issued(OAuthClient client, String realm, String scope) {
    return Uni.createFrom()
        .<TokenAnswer>item(
            () ->
                new TokenAnswer.Issued(
                    issuer.issue(client, realm, scope, clock.instant()), config.lifetime(), scope))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private static Uni<TokenAnswer> refused(String error, String description) {
    return Uni.createFrom().item(new TokenAnswer.Refused(error, description));
  }

  /**
   * The URL of a realm.
   *
   * @param asked the address that a client asked at, such as {@code http://localhost:8888}
   * @param organization as the path writes it
   */
  public String realm(String asked, String organization) {
    String base = config.publicUrl().filter(text -> !text.isBlank()).orElse(asked);
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
        + "/auth/realms/"
        + organization;
  }

  /** The discovery document. */
  public Map<String, Object> discovery(String realm) {
    return Map.ofEntries(
        Map.entry("issuer", realm),
        Map.entry("token_endpoint", realm + PROTOCOL + "/token"),
        Map.entry("jwks_uri", realm + PROTOCOL + "/certs"),
        Map.entry("grant_types_supported", List.of(GRANT)),
        Map.entry("response_types_supported", List.of("none")),
        Map.entry("subject_types_supported", List.of("public")),
        Map.entry(
            "id_token_signing_alg_values_supported",
            List.of(AlgorithmIdentifiers.RSA_USING_SHA256)),
        Map.entry(
            "token_endpoint_auth_methods_supported",
            List.of("client_secret_basic", "client_secret_post")),
        Map.entry(
            "claims_supported", List.of("iss", "aud", "sub", "exp", "iat", "nbf", "jti", "azp")));
  }

  /** Until when who checks tokens may remember the keys. */
  public Duration keysMaxAge() {
    return Duration.ofMinutes(5);
  }
}
