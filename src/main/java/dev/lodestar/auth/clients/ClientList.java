package dev.lodestar.auth.clients;

import java.util.List;

/**
 * All OAuth clients at one moment.
 *
 * @param revision grows with each change
 * @param clients in the order in which they were made
 */
record ClientList(long revision, List<StoredClient> clients) {
  ClientList {
    clients = List.copyOf(clients);
  }
}
