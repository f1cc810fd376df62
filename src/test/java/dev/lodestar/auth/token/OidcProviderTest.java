package dev.lodestar.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.api.TokenProvider;
import dev.lodestar.auth.Finding;
import dev.lodestar.auth.Grant;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Principal;
import dev.lodestar.auth.users.UserDirectory;
import dev.lodestar.error.ServiceException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens of a provider, against a server that speaks the documented protocol. */
class OidcProviderTest {
  private static final String PREFIX = "lodestar.auth.oidc.";

  private final TickingClock clock = new TickingClock();
  private TokenProvider server;
  private OidcProvider provider;

  private static final class TickingClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    void pass(Duration time) {
      now = now.plus(time);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = new TokenProvider();
    provider = open(Map.of());
  }

  @AfterEach
  void stop() {
    provider.close();
    server.close();
  }

  private OidcProvider open(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("issuer", server.issuer());
    all.put("audience", TokenProvider.AUDIENCE);
    all.put("roles", "loader = ManageTables, ManageFiles; boss=Organization Admin;none=");
    all.putAll(settings);
    Map<String, String> named = new HashMap<>();
    all.forEach((name, value) -> named.put(PREFIX + name, value));
    OidcConfig config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(named, "test", 100))
            .withMapping(OidcConfig.class)
            .build()
            .getConfigMapping(OidcConfig.class);
    OidcProvider opened = new OidcProvider(config, new UserDirectory(null, null, clock), clock);
    opened.open();
    return opened;
  }

  private Map<String, Object> claims() {
    return new LinkedHashMap<>(TokenProvider.claims(server.issuer(), clock.instant()));
  }

  private Finding find(String token) {
    Jwt jwt = Jwt.read(token).orElseThrow();
    assertThat(provider.isIssuer(jwt.claims())).isTrue();
    Finding finding = provider.find(jwt);
    return finding instanceof Finding.Later later
        ? later.finding().await().atMost(Duration.ofMinutes(1))
        : finding;
  }

  private Principal found(String token) {
    assertThat(find(token)).isInstanceOf(Finding.Found.class);
    return ((Finding.Found) find(token)).principal();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256-1", "PS384-1", "RS512-1", "ES256-1", "ES384-1", "EdDSA-1"})
  void takesTheAlgorithmsOfPublicKeys(String keyId) throws JoseException {
    assertThat(found(server.token(keyId, claims())).user().username()).isEqualTo("somebody");
  }

  @Test
  void takesNoAlgorithmThatIsNotAllowed() throws JoseException {
    provider.close();
    provider = open(Map.of("algorithms", "ES256"));

    assertThat(find(server.token("ES256-1", claims()))).isInstanceOf(Finding.Found.class);
    assertThat(find(server.token("RS256-1", claims()))).isInstanceOf(Finding.Unknown.class);
  }

  @Test
  void takesNoTokenOfAnothersKey() throws JoseException {
    server.token("RS256-1", claims());

    assertThat(find(server.forged("RS256-1", claims()))).isInstanceOf(Finding.Unknown.class);
    assertThat(find(server.forged("RS256-9", claims()))).isInstanceOf(Finding.Unknown.class);
  }

  @Test
  void takesNoTokenForOthersOrOutOfItsTime() throws JoseException {
    long now = clock.instant().getEpochSecond();

    assertThat(find(with("aud", "others"))).isInstanceOf(Finding.Refused.class);
    assertThat(find(with("nbf", now + 31))).isInstanceOf(Finding.Refused.class);
    assertThat(find(with("nbf", now + 29))).isInstanceOf(Finding.Found.class);
    assertThat(find(with("exp", now - 31))).isEqualTo(new Finding.Expired(TokenClaims.EXPIRED));
    assertThat(find(with("exp", now - 29))).isInstanceOf(Finding.Found.class);
    assertThat(Jwt.read(with("iss", server.issuer() + "/")).map(Jwt::claims))
        .hasValueSatisfying(claims -> assertThat(provider.isIssuer(claims)).isFalse());
  }

  private String with(String claim, Object value) throws JoseException {
    Map<String, Object> claims = claims();
    claims.put(claim, value);
    return server.token("RS256-1", claims);
  }

  @Test
  void aTokenExpiresThoughItWasTakenBefore() throws JoseException {
    Jwt token = Jwt.read(server.token("RS256-1", claims())).orElseThrow();
    Finding first = ((Finding.Later) provider.find(token)).finding().await().indefinitely();

    clock.pass(Duration.ofMinutes(50));
    Finding second = provider.find(token);
    clock.pass(Duration.ofMinutes(11));
    Finding third = provider.find(token);

    assertThat(first).isInstanceOf(Finding.Found.class);
    assertThat(second).isEqualTo(first);
    assertThat(third).isInstanceOf(Finding.Expired.class);
  }

  @Test
  void readsKeysForAnUnknownOneButNotAtEveryGuess() throws JoseException {
    assertThat(find(server.token("RS256-1", claims()))).isInstanceOf(Finding.Found.class);
    assertThat(server.readings).hasValue(1);
    for (int i = 0; i < 20; i++) {
      assertThat(find(server.forged("ES256-x" + i, claims()))).isInstanceOf(Finding.Unknown.class);
    }
    assertThat(server.readings).hasValue(1);

    String rotated = server.token("ES256-2", claims());
    assertThat(find(rotated)).as("too early").isInstanceOf(Finding.Unknown.class);
    clock.pass(Duration.ofSeconds(10));

    assertThat(find(rotated)).isInstanceOf(Finding.Found.class);
    assertThat(server.readings).hasValue(2);
  }

  @Test
  void aWithdrawnKeyEndsWithTheNextReading() throws JoseException {
    String token = server.token("ES256-1", claims());
    assertThat(find(token)).isInstanceOf(Finding.Found.class);

    server.withdraw("ES256-1");
    clock.pass(Duration.ofSeconds(10));
    find(server.token("ES256-2", claims()));

    assertThat(find(token)).isInstanceOf(Finding.Unknown.class);
  }

  @Test
  void saysThatItCannotTellWhileTheProviderIsAway() throws JoseException {
    String token = server.token("ES256-1", claims());
    server.answer(503);

    assertThat(find(token))
        .isInstanceOfSatisfying(
            Finding.Unavailable.class,
            away -> assertThat(away.message()).contains(server.issuer(), "does not answer"));

    server.answer(200);
    clock.pass(Duration.ofSeconds(10));
    assertThat(find(token)).isInstanceOf(Finding.Found.class);
    server.answer(503);
    clock.pass(Duration.ofSeconds(10));
    assertThat(find(server.token("ES256-2", claims())))
        .as("known keys count on")
        .isInstanceOf(Finding.Unknown.class);
    assertThat(find(token)).isInstanceOf(Finding.Found.class);
  }

  @Test
  void doesNotWaitForAProviderThatIsGone() throws JoseException {
    String token = server.token("ES256-1", claims());
    server.close();

    assertThat(find(token)).isInstanceOf(Finding.Unavailable.class);
  }

  @Test
  void doesNotWaitForAProviderThatNeverAnswers() throws JoseException {
    provider.close();
    provider = open(Map.of("timeout", "PT0.2S"));
    server.answer(0);

    assertThat(find(server.token("ES256-1", claims()))).isInstanceOf(Finding.Unavailable.class);
  }

  @Test
  void mapsRolesToPermissions() throws JoseException {
    Map<String, Object> claims = claims();
    claims.put("realm_access", Map.of("roles", List.of("loader", "unheard-of", "none")));

    List<Grant> grants = found(server.token("ES256-1", claims)).grants().all();

    assertThat(grants)
        .extracting(Grant::permission)
        .containsExactly(Permission.MANAGE_TABLES, Permission.MANAGE_FILES);
    assertThat(found(server.token("ES256-1", claims())).grants().all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"https://acme.example/roles", "roles"})
  void findsRolesWhereTheSettingSays(String claim) throws JoseException {
    provider.close();
    provider = open(Map.of("roles-claim", claim));
    Map<String, Object> claims = claims();
    claims.put(claim, "loader boss");

    assertThat(found(server.token("ES256-1", claims)).grants().everywhere())
        .containsExactlyInAnyOrder(Permission.values());
    claims.put(claim, 7);
    assertThat(found(server.token("ES256-1", claims)).grants().all()).isEmpty();
  }

  @Test
  void namesWhoItIs() throws JoseException {
    Map<String, Object> claims = claims();
    claims.put("email", "ann@example.org");
    assertThat(found(server.token("ES256-1", claims)).user().username())
        .isEqualTo("ann@example.org");
    claims.put("email_verified", false);
    assertThat(found(server.token("ES256-1", claims)).user().username()).isEqualTo("somebody");
    claims.put("preferred_username", "ann");
    Principal ann = found(server.token("ES256-1", claims));
    assertThat(ann.user().username()).isEqualTo("ann");
    claims.put("sub", "another");
    assertThat(found(server.token("ES256-1", claims)).user().userId())
        .isNotEqualTo(ann.user().userId());
    claims.remove("sub");
    claims.remove("preferred_username");
    assertThat(find(server.token("ES256-1", claims))).isInstanceOf(Finding.Refused.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer | somewhere | LODESTAR_AUTH_OIDC_ISSUER",
        "issuer | http://[ | LODESTAR_AUTH_OIDC_ISSUER",
        "issuer | https://a.example?x | LODESTAR_AUTH_OIDC_ISSUER",
        "audience | '' | LODESTAR_AUTH_OIDC_AUDIENCE",
        "algorithms | RS256,HS256 | LODESTAR_AUTH_OIDC_ALGORITHMS",
        "algorithms | none | LODESTAR_AUTH_OIDC_ALGORITHMS",
        "roles | admin | LODESTAR_AUTH_OIDC_ROLES",
        "roles | a=ManageTables;a=ManageFiles | LODESTAR_AUTH_OIDC_ROLES",
        "roles | a=Nope | Nope"
      })
  void refusesSettingsThatCannotBeMeant(String name, String value, String named) {
    assertThatThrownBy(() -> open(Map.of(name, value)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining(named);
  }
}
