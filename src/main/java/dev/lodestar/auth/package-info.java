/**
 * Who calls, and what the caller may do: API keys, permissions, and the one check of credentials.
 *
 * <p>Start with {@link dev.lodestar.auth.Authentication}, which makes a {@link
 * dev.lodestar.auth.Principal} of what a request shows; each {@link
 * dev.lodestar.auth.CredentialKind} knows one scheme. {@link dev.lodestar.auth.Requires} stands
 * beside every operation of the API; {@code clients}, {@code token} and {@code users} have what
 * bearer tokens need; {@link dev.lodestar.auth.ApiKeysService} manages keys. Promises: the text of
 * a key is shown once and stored nowhere (docs/decisions/0066-api-keys.md); a change of a key
 * counts for the next request, also on a connection that is open; checking a request reads no
 * database; an operation that declares nothing is refused.
 */
package dev.lodestar.auth;
