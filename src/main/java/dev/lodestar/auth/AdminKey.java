package dev.lodestar.auth;

import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import dev.lodestar.storage.OwnersFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The operator's key: all permissions, set by LODESTAR_ADMIN_API_KEY or made at the first start. It
 * is none of the organization's keys, so the API neither changes nor deletes it.
 */
final class AdminKey {
  static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");
  static final String VARIABLE = "LODESTAR_ADMIN_API_KEY";

  private static final Logger LOG = Logger.getLogger(AdminKey.class);
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.~-]{8,200}");
  private static final int WEAK_LENGTH = 24;

  private AdminKey() {}

  /**
   * Reads the key, or makes one.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} for a key that no header could hold, or a file that others
   * may read; {@code STORAGE_UNAVAILABLE}.
   *
   * @param configured the value of the environment variable, which wins over the file
   */
  static StoredKey load(
      Optional<String> configured, DataDirectory directory, KeyDigests digests, Instant now) {
    String text =
        configured
            .map(String::strip)
            .filter(value -> !value.isEmpty())
            .map(value -> checked(value, VARIABLE))
            .orElseGet(() -> ofFile(directory.adminApiKey()));
    UserStamp stamp = new UserStamp(new UserReference("operator", ID.toString()), now);
    ApiKeySpec spec = new ApiKeySpec("admin", Optional.of("The operator's key"), Grants.ALL);
    return new StoredKey(
        new ApiKey(ID, spec, KeyText.PREFIX + "...", stamp, stamp), digests.of(text));
  }

  private static String ofFile(Path file) {
    Optional<String> known = OwnersFile.read(file).map(String::strip);
    if (known.isPresent()) {
      return checked(known.get(), file.toString());
    }
    String text = KeyText.random();
    OwnersFile.create(file, text + "\n");
    LOG.infof("A key with all permissions was made; it is in %s.", file);
    return text;
  }

  private static String checked(String text, String origin) {
    if (!FORM.matcher(text).matches()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          origin,
          "%s must hold 8 to 200 letters, digits, underscores, dots, tildes or hyphens."
              .formatted(origin));
    }
    if (text.length() < WEAK_LENGTH) {
      LOG.warnf("The key in %s is short enough to be guessed; take 24 characters or more.", origin);
    }
    return text;
  }
}
