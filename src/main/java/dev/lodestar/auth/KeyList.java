package dev.lodestar.auth;

import java.util.List;

/**
 * All keys at one moment.
 *
 * @param revision grows with each change
 * @param keys in the order in which they were made
 */
record KeyList(long revision, List<StoredKey> keys) {
  KeyList {
    keys = List.copyOf(keys);
  }
}
