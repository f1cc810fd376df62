package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lodestar.auth.token.TokenAnswer;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A token as OAuth shows it. Source: RFC 6749, 5.1. */
@Schema(name = "Token")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TokenView(
    @Schema(required = true) @JsonProperty("access_token") String accessToken,
    @Schema(required = true, examples = "Bearer") @JsonProperty("token_type") String tokenType,
    @Schema(required = true, examples = "300") @JsonProperty("expires_in") long expiresIn,
    @Schema(required = true, examples = "project:8f8f1f5a") @JsonInclude String scope) {
  static TokenView of(TokenAnswer.Issued issued) {
    return new TokenView(issued.token(), "Bearer", issued.lifetime().toSeconds(), issued.scope());
  }

  /** A record would print the token. */
  @Override
  public String toString() {
    return "token ***";
  }

  /** What a client sends; the id and the secret may be in the header Authorization: Basic. */
  @Schema(name = "TokenRequest")
  public record Form(
      @Schema(required = true, examples = "client_credentials") @JsonProperty("grant_type")
          String grantType,
      @JsonProperty("client_id") String clientId,
      @Schema(format = "password") @JsonProperty("client_secret") String clientSecret,
      @Schema(description = "project:{projectId} narrows the token to a project") String scope) {
    @Override
    public String toString() {
      return "request for a token ***";
    }
  }

  /** Why there is no token. Source: RFC 6749, 5.2. */
  @Schema(name = "OAuthError")
  public record Refusal(
      @Schema(required = true, examples = "invalid_client") String error,
      @JsonProperty("error_description") String errorDescription) {}

  /** Public keys. Source: RFC 7517, 5. */
  @Schema(name = "JsonWebKeySet")
  public record KeySet(@Schema(required = true) List<Map<String, String>> keys) {
    public KeySet {
      keys = List.copyOf(keys);
    }
  }

  /** What the discovery document says at least. Source: OpenID Connect Discovery 1.0, 3. */
  @Schema(name = "OpenIdConfiguration")
  public record Discovery(
      @Schema(required = true) String issuer,
      @Schema(required = true) @JsonProperty("token_endpoint") String tokenEndpoint,
      @Schema(required = true) @JsonProperty("jwks_uri") String jwksUri) {}
}
