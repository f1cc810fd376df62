package dev.lodestar.auth.token;

import dev.lodestar.auth.clients.ClientsService;
import dev.lodestar.auth.users.UserDirectory;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;

/** Brings clients, users and keys into memory, after API keys and what these are kept with. */
@ApplicationScoped
class TokenStart {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ClientsService clients;
  private final UserDirectory users;
  private final KeyRotation keys;
  private final OidcProvider provider;

  TokenStart(ClientsService clients, UserDirectory users, KeyRotation keys, OidcProvider provider) {
    this.clients = clients;
    this.users = users;
    this.keys = keys;
    this.provider = provider;
  }

  void onStart(@Observes @Priority(Interceptor.Priority.APPLICATION + 600) StartupEvent start) {
    provider.open();
    clients.load().await().atMost(PATIENCE);
    users.load().await().atMost(PATIENCE);
    keys.open().await().atMost(PATIENCE);
  }
}
