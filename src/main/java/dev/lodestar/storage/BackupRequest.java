package dev.lodestar.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether an operator copies the data: {@code backup.hold} in the data directory asks that nothing
 * be deleted, {@code backup.held} beside it answers that this is so.
 *
 * <p>A request that nobody takes back ends after {@link #LIFE}, or the disk would fill. Methods
 * block. Errors: {@code STORAGE_UNAVAILABLE}.
 */
public final class BackupRequest {
  public static final Duration LIFE = Duration.ofHours(12);

  private final Path request;
  private final Path answer;

  public BackupRequest(DataDirectory directory) {
    this.request = directory.root().resolve("backup.hold");
    this.answer = directory.root().resolve("backup.held");
  }

  /** A request that was made, or touched, less than {@link #LIFE} ago. */
  public boolean isMade(Instant now) {
    return DurableFiles.guarded(
        "looking for a backup",
        () ->
            Files.exists(request)
                && Files.getLastModifiedTime(request).toInstant().plus(LIFE).isAfter(now));
  }

  /** From now on the copy may be made. */
  public void confirm() {
    DurableFiles.guarded(
        "confirming a backup", () -> Files.writeString(answer, "Nothing is deleted.\n"));
  }

  /** Things are deleted again. */
  public void withdraw() {
    DurableFiles.guarded("ending a backup", () -> Files.deleteIfExists(answer));
  }
}
