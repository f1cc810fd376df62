package dev.lodestar.auth.clients;

import dev.lodestar.auth.Principal;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import java.util.UUID;

/**
 * An OAuth client without its secret.
 *
 * @param id what tokens name it by; no other client ever has it
 */
public record OAuthClient(UUID id, ClientSpec spec, UserStamp created, UserStamp modified) {
  /** As Keycloak names what a client does by itself. */
  public UserReference asUser() {
    return new UserReference("service-account-" + spec.clientId(), id.toString());
  }

  public Principal principal() {
    return new Principal(asUser(), spec.grants());
  }
}
