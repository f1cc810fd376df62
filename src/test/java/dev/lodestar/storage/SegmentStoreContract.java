package dev.lodestar.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.data.Checksum;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of a store of segments, wherever it keeps them. */
public abstract class SegmentStoreContract {
  static final Interval DAY =
      new Interval(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z"));
  static final String OWNER = "the-project";
  private static final UUID TABLE = UUID.randomUUID();

  @TempDir public Path root;
  private SegmentStore store;

  /** The store as a server finds it that starts: what was stored before is there. */
  protected abstract SegmentStore open(DataDirectory directory);

  /** Where the bytes of a segment are that no copy can stand in for, changed or deleted. */
  protected abstract void damage(SegmentKey key, byte[] bytes) throws IOException;

  protected abstract void lose(SegmentKey key) throws IOException;

  @BeforeEach
  void open() {
    store = open(new DataDirectory(root));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void restart() {
    store.close();
    store = open(new DataDirectory(root));
  }

  private Path staged(String text) throws IOException {
    return Files.writeString(store.openStaging(UUID.randomUUID()).resolve("file"), text);
  }

  private SegmentFile stored(String text) throws IOException {
    SegmentKey key = new SegmentKey(TABLE, UUID.randomUUID());
    return file(key, text.length(), store.add(key, staged(text)));
  }

  private static SegmentFile file(SegmentKey key, long sizeBytes, Checksum checksum) {
    return new SegmentFile(key, "clicks", DAY, sizeBytes, checksum);
  }

  private String read(SegmentFile file) throws IOException {
    try (SegmentLeases.Lease lease = new SegmentLeases(store, Runnable::run).hold()) {
      lease.require(List.of(file));
      return Files.readString(store.path(file.key()));
    }
  }

  @Test
  void givesBackWhatWasStored() throws IOException {
    SegmentFile segment = stored("123456789");

    assertThat(read(segment)).isEqualTo("123456789");
    assertThat(store.list()).contains(segment.key());
    assertThat(segment.checksum()).isEqualTo(Checksum.parse("crc32c:e3069283"));
  }

  @Test
  void keepsSegmentsOverRestarts() throws IOException {
    SegmentFile segment = stored("rows");

    restart();

    assertThat(read(segment)).isEqualTo("rows");
  }

  @Test
  void readsSegmentsFromBeforeThereWereChecksums() throws IOException {
    SegmentFile segment = stored("rows");

    restart();

    assertThat(read(file(segment.key(), 4, null))).isEqualTo("rows");
  }

  @Test
  void storesManyAtOnceAndReadsThemTogether() throws IOException {
    List<SegmentFile> segments = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      segments.add(stored("rows " + i));
    }
    restart();

    try (SegmentLeases.Lease lease = new SegmentLeases(store, Runnable::run).hold()) {
      lease.require(segments);
      for (int i = 0; i < 20; i++) {
        assertThat(store.path(segments.get(i).key())).hasContent("rows " + i);
      }
    }
  }

  @Test
  void hotSegmentsAreReadAtOnceAndLastOnceTheyAreFlushed() throws IOException {
    SegmentKey key = new SegmentKey(TABLE, UUID.randomUUID());
    store.addHot(key, staged("hot rows"));
    assertThat(read(file(key, 8, null))).isEqualTo("hot rows");

    Checksum checksum = store.flush(key, Patience.endless(() -> false));
    restart();

    assertThat(read(file(key, 8, checksum))).isEqualTo("hot rows");
    assertThat(store.list()).contains(key);
  }

  @Test
  void deletedSegmentsAreGone() throws IOException {
    SegmentFile kept = stored("rows");
    SegmentFile gone = stored("more");

    store.delete(List.of(gone.key(), new SegmentKey(TABLE, UUID.randomUUID())));

    assertThat(store.list()).contains(kept.key()).doesNotContain(gone.key());
    assertThat(store.path(gone.key())).doesNotExist();
    assertThatThrownBy(() -> read(gone)).hasMessageContaining("is missing");
  }

  @Test
  void sweepsWhatNobodyReferencesAndSaysWhatIsMissing() throws IOException {
    store.sweep(Set.of(), Set.of(), OWNER);
    SegmentFile kept = stored("rows");
    SegmentFile orphan = stored("of a job that was killed");
    SegmentKey lost = new SegmentKey(TABLE, UUID.randomUUID());
    restart();

    SegmentStore.Swept swept = store.sweep(Set.of(kept.key(), lost), Set.of(), OWNER);

    assertThat(swept).isEqualTo(new SegmentStore.Swept(1, Set.of(lost)));
    assertThat(store.list()).containsExactly(kept.key());
    assertThat(store.path(orphan.key())).doesNotExist();
    assertThat(read(kept)).isEqualTo("rows");
  }

  @Test
  void namesSegmentThatLostItsEnd() throws IOException {
    SegmentFile other = stored("others");
    SegmentFile segment = stored("all rows");
    damage(segment.key(), "all".getBytes(StandardCharsets.UTF_8));
    restart();

    assertThatThrownBy(() -> read(segment))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
        .hasMessageContaining("Segment " + segment.key().segmentId() + " of table \"clicks\"")
        .hasMessageContaining("2026-01-01T00:00:00Z/2026-01-02T00:00:00Z")
        .hasMessageContaining("has 3 bytes instead of 8; restore this file");
    assertThat(read(other)).isEqualTo("others");
    assertThat(store.figures().damaged()).isEqualTo(1);
  }

  @Test
  void namesSegmentWhoseBytesAreOthers() throws IOException {
    SegmentFile segment = stored("all rows");
    damage(segment.key(), "all_rows".getBytes(StandardCharsets.UTF_8));
    restart();

    assertThatThrownBy(() -> read(segment)).hasMessageContaining("does not match its checksum");
  }

  @Test
  void namesSegmentThatIsLost() throws IOException {
    SegmentFile segment = stored("all rows");
    lose(segment.key());
    restart();

    assertThatThrownBy(() -> read(segment)).hasMessageContaining("is missing");
  }

  @Test
  void segmentThatWasRestoredIsReadAgain() throws IOException {
    SegmentFile segment = stored("all rows");
    lose(segment.key());
    restart();
    assertThatThrownBy(() -> read(segment)).isInstanceOf(ServiceException.class);

    damage(segment.key(), "all rows".getBytes(StandardCharsets.UTF_8));

    assertThat(read(segment)).isEqualTo("all rows");
    assertThat(store.figures().damaged()).isZero();
  }

  @Test
  void refusesSegmentsOfAnotherDatabase() throws IOException {
    store.sweep(Set.of(), Set.of(), OWNER);
    SegmentFile theirs = stored("rows");
    restart();

    assertThatThrownBy(() -> store.sweep(Set.of(), Set.of(), "another"))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("belong to another database (project the-project)");

    assertThat(read(theirs)).isEqualTo("rows");
  }
}
