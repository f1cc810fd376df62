package dev.lodestar.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * All keys in memory, so that a request reads no database. Safe for threads.
 *
 * <p>What it remembers of credentials that were right hangs at the keys it was found with: when
 * keys change, both are exchanged at once, and nothing that was found before counts any more.
 */
@ApplicationScoped
public class KeyRing {
  /** Different credentials that are remembered; more than there are keys and ways to write one. */
  private static final int REMEMBERED_MAX = 1_000;

  private volatile Keys keys =
      new Keys(new KeyList(-1, List.of()), Optional.empty(), new KeyDigests(new LinkedHashMap<>()));

  /** What holds between two changes. */
  private record Keys(
      KeyList list,
      Optional<StoredKey> admin,
      KeyDigests digests,
      Map<ByteBuffer, Principal> remembered) {
    Keys(KeyList list, Optional<StoredKey> admin, KeyDigests digests) {
      this(list, admin, digests, new ConcurrentHashMap<>());
    }

    /** Compares with every key, so that the time does not tell which one was near. */
    Optional<Principal> find(String text) {
      Optional<Principal> found = Optional.empty();
      List<StoredKey> all = new ArrayList<>(list.keys());
      admin.ifPresent(all::add);
      for (StoredKey each : all) {
        if (digests.matches(each.digest(), text)) {
          found = Optional.of(each.key().principal());
        }
      }
      return found;
    }
  }

  /** The first keys of this process. */
  synchronized void fill(KeyList list, Optional<StoredKey> admin, KeyDigests digests) {
    keys = new Keys(list, admin, digests);
  }

  /** Takes what a change led to, unless a later change was here before. */
  synchronized void install(KeyList list) {
    if (list.revision() > keys.list().revision()) {
      keys = new Keys(list, keys.admin(), keys.digests());
    }
  }

  /** What other secrets of the organization are kept with, too. */
  public KeyDigests digests() {
    return keys.digests();
  }

  List<ApiKey> all() {
    return keys.list().keys().stream().map(StoredKey::key).toList();
  }

  Optional<ApiKey> admin() {
    return keys.admin().map(StoredKey::key);
  }

  /**
   * Who shows these credentials.
   *
   * @param read asks a function that finds the key of a text for the texts that the credentials may
   *     mean; not asked for credentials that are remembered
   */
  Optional<Principal> find(
      String credentials,
      Function<Function<String, Optional<Principal>>, Optional<Principal>> read) {
    Keys now = keys;
    ByteBuffer name = digest(credentials);
    Principal known = now.remembered().get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Principal> found = read.apply(now::find);
    if (found.isPresent()) {
      if (now.remembered().size() >= REMEMBERED_MAX) {
        now.remembered().clear();
      }
      now.remembered().put(name, found.get());
    }
    return found;
  }

  private static ByteBuffer digest(String credentials) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(credentials.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }
}
