package dev.lodestar.auth.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of an OpenID Connect provider whose tokens are taken besides our own. */
@ConfigMapping(prefix = "lodestar.auth.oidc")
public interface OidcConfig {
  /**
   * The provider, as its tokens name it; its discovery document is below this URL. Without it,
   * there is none.
   */
  Optional<String> issuer();

  /** Tokens for one of these audiences are taken; needed with an issuer. */
  Optional<List<String>> audience();

  /** The claim with the roles; dots lead into objects. */
  @WithDefault("realm_access.roles")
  String rolesClaim();

  /**
   * What roles may do: {@code role=permissions}, parted by semicolons; the permissions, or names of
   * predefined groups, by commas.
   */
  Optional<String> roles();

  /** Claims that may name a user of {@code /v1/users}; the first one that is there counts. */
  @WithDefault("preferred_username,email")
  List<String> usernameClaims();

  /** Signatures that are taken; only such with public keys can be named. */
  @WithDefault("RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA")
  List<String> algorithms();

  /** By how much the provider's clock may differ from ours. */
  @WithDefault("PT30S")
  Duration leeway();

  /** How long the provider may take for an answer. */
  @WithDefault("PT5S")
  Duration timeout();

  /** The time between two readings of the provider's keys, however many unknown ones are met. */
  @WithDefault("PT10S")
  Duration keysPause();

  /** After this time, the provider's keys are read anew though none is unknown. */
  @WithDefault("PT1H")
  Duration keysLifetime();
}
