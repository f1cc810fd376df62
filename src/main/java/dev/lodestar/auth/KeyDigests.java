package dev.lodestar.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and compares digests of keys: HMAC-SHA-256 of salt and text. Safe for threads.
 *
 * <p>Source: docs/decisions/0066-api-keys.md.
 */
public final class KeyDigests {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SequencedMap<UUID, SecretKey> keys;

  /**
   * @param keys in the order in which they were made; the last one makes new digests
   */
  KeyDigests(SequencedMap<UUID, SecretKey> keys) {
    this.keys = new LinkedHashMap<>(keys);
  }

  /** A new key, as the text that is sealed. */
  static String randomKey() {
    byte[] bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  static SecretKey key(String text) {
    return new SecretKeySpec(Base64.getDecoder().decode(text), ALGORITHM);
  }

  /** Of a new text. */
  public KeyDigest of(String text) {
    Map.Entry<UUID, SecretKey> newest = keys.lastEntry();
    if (newest == null) {
      throw new IllegalStateException("no key to make digests with");
    }
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return new KeyDigest(newest.getKey(), salt, hmac(newest.getValue(), salt, text));
  }

  /** Whether the key of this digest is here; without it, the digest matches nothing. */
  public boolean knows(KeyDigest digest) {
    return keys.containsKey(digest.keyId());
  }

  /** In a time that does not tell how much of the text is right. */
  public boolean matches(KeyDigest digest, String text) {
    SecretKey key = keys.get(digest.keyId());
    return key != null && MessageDigest.isEqual(digest.value(), hmac(key, digest.salt(), text));
  }

  private static byte[] hmac(SecretKey key, byte[] salt, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(salt);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without HMAC-SHA-256", e);
    }
  }
}
