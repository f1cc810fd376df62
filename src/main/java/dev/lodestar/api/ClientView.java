package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.auth.clients.ClientsService;
import dev.lodestar.auth.clients.OAuthClient;
import dev.lodestar.data.UserReference;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth client as the API shows it; members as Keycloak names them.
 *
 * @param secret in the answer to its creation or renewal only
 */
@Schema(name = "Client")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientView(
    @Schema(readOnly = true) UUID id,
    @Schema(examples = "ingest-bot") String clientId,
    String name,
    @Nullable String description,
    boolean enabled,
    @Schema(readOnly = true) @Nullable String secret,
    @Schema(oneOf = {String.class, ApiKeyView.Granted.class}) List<Object> permissions,
    @Schema(readOnly = true) UserReference createdBy,
    @Schema(readOnly = true) Instant createdOn,
    @Schema(readOnly = true) UserReference lastModifiedBy,
    @Schema(readOnly = true) Instant lastModifiedOn) {
  public ClientView {
    permissions = List.copyOf(permissions);
  }

  /** All clients. */
  @Schema(name = "Clients")
  public record All(List<ClientView> values) {
    public All {
      values = List.copyOf(values);
    }
  }

  static ClientView of(OAuthClient client) {
    return of(client, null);
  }

  static ClientView of(ClientsService.WithSecret made) {
    return of(made.client(), made.secret().reveal());
  }

  private static ClientView of(OAuthClient client, @Nullable String secret) {
    return new ClientView(
        client.id(),
        client.spec().clientId(),
        client.spec().name(),
        client.spec().description().orElse(null),
        client.spec().enabled(),
        secret,
        ApiKeyView.shown(client.spec().grants()),
        client.created().user(),
        client.created().time(),
        client.modified().user(),
        client.modified().time());
  }

  /** A record would print the secret. */
  @Override
  public String toString() {
    return "OAuth client " + id;
  }
}
