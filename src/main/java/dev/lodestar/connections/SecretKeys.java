package dev.lodestar.connections;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.OwnersFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The keys that seal secrets: the first one seals, all of them unseal. There is at least one. */
public final class SecretKeys {
  private static final int KEY_BYTES = 32;
  private static final int ID_BYTES = 4;

  private final List<Key> keys;

  private SecretKeys(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /** A key and what it is called beside what it sealed; it prints without the key. */
  record Key(String id, SecretKey key) {
    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * The configured keys, then those of the file; without any, a new one is put into the file.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} for a key that is none or a file that others may read,
   * {@code STORAGE_UNAVAILABLE}.
   *
   * @param configured 32 bytes each, base64
   * @param file one key per line; it is made with access for its owner only
   */
  public static SecretKeys load(List<String> configured, Path file) {
    List<Key> keys = new ArrayList<>();
    for (String text : configured) {
      keys.add(key(text.strip(), "LODESTAR_CONNECTIONS_KEYS"));
    }
    for (String line : OwnersFile.read(file).orElse("").lines().toList()) {
      if (!line.isBlank()) {
        keys.add(key(line.strip(), file.toString()));
      }
    }
    if (keys.isEmpty()) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      String text = Base64.getEncoder().encodeToString(fresh);
      OwnersFile.create(file, text + "\n");
      keys.add(key(text, file.toString()));
    }
    return new SecretKeys(keys);
  }

  Key sealing() {
    return keys.getFirst();
  }

  Optional<Key> named(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private static Key key(String text, String origin) {
    byte[] bytes = decoded(text);
    if (bytes.length != KEY_BYTES) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          origin,
          "%s must hold keys of 32 bytes in base64, as `openssl rand -base64 32` makes them."
              .formatted(origin));
    }
    return new Key(id(bytes), new SecretKeySpec(bytes, "AES"));
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /** Tells keys apart and says nothing about them. */
  private static String id(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("lodestar key id".getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(key), 0, ID_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }
}
