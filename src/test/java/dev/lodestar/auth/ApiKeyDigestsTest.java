package dev.lodestar.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.connections.Secret;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

/** What is kept of a key: enough to know it again, and nothing that shows it. */
class ApiKeyDigestsTest {
  private static KeyDigests digests(String... texts) {
    SequencedMap<UUID, SecretKey> keys = new LinkedHashMap<>();
    for (String text : texts) {
      keys.put(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)), KeyDigests.key(text));
    }
    return new KeyDigests(keys);
  }

  @Test
  void keysAreRandomAndSafeInHeadersAndUrls() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String text = KeyText.random();
      assertThat(text).matches("pok_[A-Za-z0-9]{40}");
      seen.add(text);
    }

    assertThat(seen).hasSize(1_000);
    assertThat(KeyText.redacted("pok_abcdefghijklmnopqrstuvwxyz01234567890123"))
        .isEqualTo("pok_abcde...890123");
  }

  @Test
  void knowAKeyAgainAndNoOther() {
    KeyDigests digests = digests(KeyDigests.randomKey());
    KeyDigest digest = digests.of("pok_right");

    assertThat(digests.matches(digest, "pok_right")).isTrue();
    for (String other : new String[] {"", "pok_righ", "pok_right ", "pok_righT", "pok_rightx"}) {
      assertThat(digests.matches(digest, other)).as(other).isFalse();
    }
  }

  @Test
  void differForTheSameTextEachTime() {
    KeyDigests digests = digests(KeyDigests.randomKey());

    assertThat(digests.of("pok_x").value()).isNotEqualTo(digests.of("pok_x").value());
  }

  @Test
  void areVoidWithoutTheKeyThatTheyWereMadeWith() {
    String first = KeyDigests.randomKey();
    String second = KeyDigests.randomKey();
    KeyDigest old = digests(first).of("pok_x");

    assertThat(digests(first, second).matches(old, "pok_x")).isTrue();
    assertThat(digests(first, second).of("pok_x").keyId())
        .as("the newest makes digests")
        .isEqualTo(UUID.nameUUIDFromBytes(second.getBytes(StandardCharsets.UTF_8)));
    assertThat(digests(second).matches(old, "pok_x")).isFalse();
    assertThat(digests(second).knows(old)).isFalse();
  }

  @Test
  void nothingPrintsAKeyOrItsDigest() throws JsonProcessingException {
    String text = KeyText.random();
    KeyDigest digest = digests(KeyDigests.randomKey()).of(text);
    UserStamp stamp = new UserStamp(new UserReference("ada", "1"), Instant.EPOCH);
    ApiKey key =
        new ApiKey(
            UUID.randomUUID(),
            new ApiKeySpec("n", Optional.empty(), Grants.NONE),
            KeyText.redacted(text),
            stamp,
            stamp);
    Object created = new ApiKeysService.Created(key, Secret.of(text));

    for (Object each : new Object[] {digest, new StoredKey(key, digest), key, created}) {
      assertThat(each.toString()).doesNotContain(text).doesNotContain("[B@");
    }
    assertThat(new StoredKey(key, digest).toString()).contains("***");
    try {
      assertThat(new ObjectMapper().writeValueAsString(Secret.of(text))).doesNotContain(text);
    } catch (JsonMappingException refused) {
      assertThat(refused.getMessage()).doesNotContain(text);
    }
  }
}
