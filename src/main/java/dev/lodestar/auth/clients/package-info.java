/**
 * OAuth clients: programs that show an id and a secret and get a bearer token for it.
 *
 * <p>Start with {@link dev.lodestar.auth.clients.ClientsService}. Promises: a secret is shown once
 * and kept as the texts of API keys are; all clients are in memory ({@code ClientRing}), and a
 * change counts for the next request, whatever tokens are around (docs/decisions/0071-tokens.md).
 */
package dev.lodestar.auth.clients;
