package dev.lodestar.auth.clients;

import dev.lodestar.auth.KeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All OAuth clients in memory, so that a request reads no database. Safe for threads. */
@ApplicationScoped
public class ClientRing {
  private final KeyRing keys;
  private volatile Clients clients = new Clients(new ClientList(-1, List.of()));

  ClientRing(KeyRing keys) {
    this.keys = keys;
  }

  /** What holds between two changes. */
  private record Clients(
      ClientList list, Map<UUID, StoredClient> byId, Map<String, StoredClient> byClientId) {
    Clients(ClientList list) {
      this(
          list,
          list.clients().stream()
              .collect(Collectors.toMap(each -> each.client().id(), Function.identity())),
          list.clients().stream()
              .collect(
                  Collectors.toMap(each -> each.client().spec().clientId(), Function.identity())));
    }
  }

  /** Takes what a change led to, unless a later change was here before. */
  synchronized void install(ClientList list) {
    if (list.revision() > clients.list().revision()) {
      clients = new Clients(list);
    }
  }

  List<OAuthClient> all() {
    return clients.list().clients().stream().map(StoredClient::client).toList();
  }

  /** The client of a token. */
  public Optional<OAuthClient> find(UUID id) {
    return Optional.ofNullable(clients.byId().get(id)).map(StoredClient::client);
  }

  /** Who shows an id and a secret; empty if they are wrong, or the client is switched off. */
  public Optional<OAuthClient> find(String clientId, String secret) {
    StoredClient found = clients.byClientId().get(clientId);
    if (found == null || !keys.digests().matches(found.digest(), secret)) {
      return Optional.empty();
    }
    return Optional.of(found.client()).filter(client -> client.spec().enabled());
  }

  long voidOnes() {
    return clients.list().clients().stream()
        .filter(each -> !keys.digests().knows(each.digest()))
        .count();
  }
}
