package dev.lodestar.auth;

import java.util.UUID;

/**
 * What is known of a key's text: enough to recognize it, not enough to say it.
 *
 * @param keyId of the key that the digest was made with
 * @param salt different for each API key
 */
@SuppressWarnings("ArrayRecordComponent") // compared by KeyDigests alone, in constant time
public record KeyDigest(UUID keyId, byte[] salt, byte[] value) {
  @Override
  public String toString() {
    return "***";
  }
}
