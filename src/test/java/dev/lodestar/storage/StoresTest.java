package dev.lodestar.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {
  private static final String OWNER = "tests";

  @TempDir Path root;
  private DataDirectory directory;
  private SegmentStore segments;
  private FileStore files;

  @BeforeEach
  void open() {
    directory = new DataDirectory(root);
    segments = new SegmentStore(directory);
    files = new FileStore(directory);
  }

  private SegmentKey stored(UUID jobId) throws IOException {
    Path staged = Files.writeString(segments.openStaging(jobId).resolve("data_0"), "rows");
    SegmentKey key = new SegmentKey(UUID.randomUUID(), UUID.randomUUID());
    segments.add(key, staged);
    return key;
  }

  @Test
  void movesAStagedFileToItsNameForGood() throws IOException {
    UUID job = UUID.randomUUID();

    SegmentKey key = stored(job);

    assertThat(segments.path(key)).hasContent("rows");
    assertThat(directory.staging().resolve(job.toString())).isEmptyDirectory();
    assertThat(segments.list()).containsExactly(key);
  }

  @Test
  void sweepsSegmentsAndStagingFoldersThatNobodyNeeds() throws IOException {
    UUID running = UUID.randomUUID();
    SegmentKey kept = stored(UUID.randomUUID());
    SegmentKey orphan = stored(running);
    Files.writeString(segments.openStaging(UUID.randomUUID()).resolve("left"), "by a crash");

    int gone = segments.sweep(Set.of(kept), Set.of(running), OWNER).orphans();

    assertThat(gone).isEqualTo(1);
    assertThat(segments.path(orphan).getParent()).doesNotExist();
    assertThat(segments.path(kept)).exists();
    assertThat(directory.staging()).isDirectoryNotContaining(p -> !p.endsWith(running.toString()));
    assertThat(segments.sweep(Set.of(kept), Set.of(), OWNER).orphans()).isZero();
  }

  @Test
  void leavesAloneWhatIsNoSegmentOfItsOwn() throws IOException {
    SegmentKey kept = stored(UUID.randomUUID());
    Path stranger =
        Files.writeString(directory.segments().resolve(".DS_Store"), "of a file viewer");
    Path beside =
        Files.writeString(segments.path(kept).resolveSibling("copy.parquet"), "of a user");
    Path folder = Files.createDirectory(directory.segments().resolve("lost+found"));

    assertThat(segments.list()).containsExactly(kept);
    assertThat(segments.sweep(Set.of(kept), Set.of(), OWNER).orphans()).isZero();
    assertThat(List.of(stranger, beside, folder)).allSatisfy(path -> assertThat(path).exists());
  }

  @Test
  void deletesTwiceWithoutComplaint() throws IOException {
    SegmentKey key = stored(UUID.randomUUID());

    segments.delete(List.of(key));
    segments.delete(List.of(key));

    assertThat(segments.list()).isEmpty();
  }

  @Test
  void emptiesTheStagingFolderOfAJobThatRunsAgain() throws IOException {
    UUID job = UUID.randomUUID();
    Files.writeString(segments.openStaging(job).resolve("half"), "written");

    assertThat(segments.openStaging(job)).isEmptyDirectory();

    segments.closeStaging(job);
    assertThat(directory.staging()).isEmptyDirectory();
  }

  @Test
  void receivesAFileInPiecesWithSizeAndDigest() throws IOException {
    UUID id = UUID.randomUUID();
    Upload.Received received;
    try (Upload upload = files.open(id, 100)) {
      upload.write(ByteBuffer.wrap("hello ".getBytes(StandardCharsets.UTF_8)));
      upload.write(new ByteArrayInputStream("world".getBytes(StandardCharsets.UTF_8)));
      assertThat(files.path(id)).doesNotExist();

      received = upload.complete();
    }

    assertThat(received)
        .isEqualTo(new Upload.Received(files.path(id), 11, "5eb63bbbe01eeed093cb22bb8f5acdc3"));
    assertThat(files.path(id)).hasContent("hello world");
    assertThat(files.usedBytes()).isEqualTo(11);
    assertThat(files.freeBytes()).isPositive();
  }

  @Test
  void leavesNothingOfAnUploadThatBreaksOff() {
    try (Upload upload = files.open(UUID.randomUUID(), 100)) {
      upload.write(ByteBuffer.wrap(new byte[50]));
    }

    assertThat(directory.files()).isEmptyDirectory();
  }

  @Test
  void refusesBytesBeyondTheLimit() {
    try (Upload upload = files.open(UUID.randomUUID(), 3)) {
      upload.write(ByteBuffer.wrap(new byte[3]));

      assertThatThrownBy(() -> upload.write(ByteBuffer.wrap(new byte[1])))
          .isInstanceOfSatisfying(
              ServiceException.class,
              fault -> assertThat(fault.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    }
    assertThat(directory.files()).isEmptyDirectory();
  }

  @Test
  void sweepsUploadsThatNobodyReferences() {
    UUID kept = UUID.randomUUID();
    UUID orphan = UUID.randomUUID();
    for (UUID id : List.of(kept, orphan)) {
      try (Upload upload = files.open(id, 10)) {
        upload.complete();
      }
    }

    assertThat(files.sweep(Set.of(kept))).isEqualTo(1);
    assertThat(files.path(kept)).exists();
    assertThat(files.path(orphan)).doesNotExist();
  }

  @Test
  void namesTheDiskWhenItFails() throws IOException {
    Files.delete(directory.files());
    Files.writeString(directory.files(), "no folder");

    assertThatThrownBy(() -> files.open(UUID.randomUUID(), 1))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
  }
}
