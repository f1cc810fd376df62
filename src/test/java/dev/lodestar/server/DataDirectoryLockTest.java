package dev.lodestar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryLockTest {
  @TempDir Path folder;

  @Test
  void createsThePrivateDirectoryAndNamesTheProcess() throws IOException {
    var root = folder.resolve("new/lodestar");

    try (var lock = DataDirectoryLock.acquire(new DataDirectory(root))) {
      assertThat(lock).isNotNull();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
          .isEqualTo("rwx------");
      assertThat(root.resolve("lodestar.lock"))
          .hasContent(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void refusesSecondHolder() {
    var directory = new DataDirectory(folder);

    try (var lock = DataDirectoryLock.acquire(directory)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> DataDirectoryLock.acquire(directory))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining(folder + " is in use by another Lodestar (process")
          .hasMessageContaining("LODESTAR_DATA_DIR");
    }
  }

  @Test
  void canBeTakenAgainAfterItWasLeft() throws IOException {
    Files.writeString(folder.resolve("lodestar.lock"), "123456789\n");

    DataDirectoryLock.acquire(new DataDirectory(folder)).close();
    DataDirectoryLock.acquire(new DataDirectory(folder)).close();

    assertThat(folder.resolve("lodestar.lock"))
        .hasContent(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void saysWhatIsWrongWithAFileInItsPlace() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> DataDirectoryLock.acquire(new DataDirectory(file)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("Cannot write to the data directory " + file)
        .hasMessageContaining("FileAlreadyExists");
  }
}
