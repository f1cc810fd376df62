/**
 * Bearer tokens: those that this server issues to OAuth clients, and those of an OpenID Connect
 * provider that it was told to trust. The only package that knows jose4j.
 *
 * <p>Start with {@link dev.lodestar.auth.token.BearerTokens}, which {@code auth.Authentication}
 * asks; {@link dev.lodestar.auth.token.TokenService} is the endpoint that issues tokens. Promises:
 * a token is taken with an algorithm of public keys only, from a known issuer, for this audience
 * and in its time; what its client or user may do is looked up at each request
 * (docs/decisions/0071-tokens.md).
 */
package dev.lodestar.auth.token;
