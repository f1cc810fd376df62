package dev.lodestar.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminKeyTest {
  @TempDir Path root;
  private KeyDigests digests;
  private DataDirectory directory;

  @BeforeEach
  void prepare() {
    SequencedMap<UUID, SecretKey> keys = new LinkedHashMap<>();
    keys.put(UUID.randomUUID(), KeyDigests.key(KeyDigests.randomKey()));
    digests = new KeyDigests(keys);
    directory = new DataDirectory(root);
  }

  private boolean opens(Optional<String> configured, String text) {
    StoredKey key = AdminKey.load(configured, directory, digests, Instant.EPOCH);
    return digests.matches(key.digest(), text);
  }

  @Test
  void isMadeOnceAndForItsOwnerOnly() throws IOException {
    AdminKey.load(Optional.empty(), directory, digests, Instant.EPOCH);

    String text = Files.readString(directory.adminApiKey()).strip();
    assertThat(text).matches("pok_[A-Za-z0-9]{40}");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.adminApiKey())))
        .isEqualTo("rw-------");
    assertThat(opens(Optional.empty(), text)).as("after a restart").isTrue();
    assertThat(Files.readString(directory.adminApiKey())).isEqualTo(text + "\n");
  }

  @Test
  void isWhatTheEnvironmentSaysNow() throws IOException {
    AdminKey.load(Optional.empty(), directory, digests, Instant.EPOCH);
    String made = Files.readString(directory.adminApiKey()).strip();
    String first = "pok_firstKeyOfTheOperatorThatIsLongEnough";
    String second = "pok_secondKeyOfTheOperatorThatIsLongEnough";

    assertThat(opens(Optional.of(first), first)).isTrue();
    assertThat(opens(Optional.of(second), first)).isFalse();
    assertThat(opens(Optional.of(second), made)).isFalse();
    assertThat(opens(Optional.of(" "), made)).as("an empty value is none").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with space here", "with:colon-in-it", "quoted\"quoted\""})
  void refusesKeysThatNoHeaderHolds(String text) {
    assertThatThrownBy(() -> AdminKey.load(Optional.of(text), directory, digests, Instant.EPOCH))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e.messageText()).contains("LODESTAR_ADMIN_API_KEY").doesNotContain(text);
            });
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    Files.writeString(directory.adminApiKey(), KeyText.random());
    Files.setPosixFilePermissions(
        directory.adminApiKey(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> AdminKey.load(Optional.empty(), directory, digests, Instant.EPOCH))
        .hasMessageContaining("chmod 600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void serversOnTheLoopbackInterfaceMayLetEverybodyIn(String host) {
    AuthStart.requireLoopback(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "no-such-host.invalid"})
  void othersMayNot(String host) {
    assertThatThrownBy(() -> AuthStart.requireLoopback(host))
        .hasMessageContaining(host)
        .hasMessageContaining("QUARKUS_HTTP_HOST");
  }
}
