package dev.lodestar.connections;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets for the database and unseals them: AES-256 in GCM with a new random nonce each
 * time.
 *
 * <p>Shape of a sealed text: {@code v1:<key id>:<base64 of nonce, ciphertext and tag>}. It is bound
 * to its connection and member: put anywhere else it does not open. Source:
 * docs/decisions/0048-sealed-secrets.md.
 */
public final class SecretSeal {
  private static final String VERSION = "v1";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeys keys;
  private final SecureRandom random = new SecureRandom();

  public SecretSeal(SecretKeys keys) {
    this.keys = keys;
  }

  /**
   * Seals a text for its place.
   *
   * @param connection or whatever else has secrets: the id of its row
   * @param member the path of the member, such as {@code secrets.password}
   */
  public String seal(UUID connection, String member, String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    SecretKeys.Key key = keys.sealing();
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(place(connection, member));
      byte[] ciphertext = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + ciphertext.length);
      System.arraycopy(ciphertext, 0, both, NONCE_BYTES, ciphertext.length);
      return String.join(":", VERSION, key.id(), Base64.getEncoder().encodeToString(both));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing a secret with AES-GCM", e);
    }
  }

  /**
   * Errors: {@code SERVICE_UNAVAILABLE} when the key is missing, or the sealed text was changed or
   * put in another place.
   *
   * @param name of the connection, for the message
   */
  public String unseal(UUID connection, String name, String member, String sealed) {
    String keyId = keyId(sealed);
    SecretKeys.Key key =
        keys.named(keyId)
            .orElseThrow(
                () ->
                    unavailable(
                        name,
                        "The secrets of connection %s were sealed with key %s, which this server does not have; give it the key (LODESTAR_CONNECTIONS_KEYS) or set the secrets again."
                            .formatted(name, keyId),
                        null));
    try {
      byte[] both = Base64.getDecoder().decode(sealed.substring(sealed.lastIndexOf(':') + 1));
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(
          Cipher.DECRYPT_MODE, key.key(), new GCMParameterSpec(TAG_BITS, both, 0, NONCE_BYTES));
      cipher.updateAAD(place(connection, member));
      return new String(
          cipher.doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unavailable(
          name,
          "A stored secret of connection %s is damaged and does not open; set the secrets again."
              .formatted(name),
          e);
    }
  }

  /** Whether the key that seals now has sealed this. */
  public boolean isCurrent(String sealed) {
    return keyId(sealed).equals(keys.sealing().id());
  }

  static String keyId(String sealed) {
    String[] parts = sealed.split(":", -1);
    return parts.length == 3 ? parts[1] : "unknown";
  }

  private static byte[] place(UUID connection, String member) {
    return (VERSION + ":" + connection + ":" + member).getBytes(StandardCharsets.UTF_8);
  }

  private static ServiceException unavailable(
      String name, String message, @Nullable Throwable cause) {
    return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, name, message, cause);
  }
}
