package dev.lodestar.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the files of segments go that nobody can find any more. */
class SegmentLeasesTest {
  @TempDir Path root;
  private SegmentStore store;
  private SegmentLeases leases;

  @BeforeEach
  void open() {
    store = new SegmentStore(new DataDirectory(root));
    leases = new SegmentLeases(store, Runnable::run);
  }

  private SegmentKey segment() throws IOException {
    SegmentKey key = new SegmentKey(UUID.randomUUID(), UUID.randomUUID());
    Path staged = store.openStaging(UUID.randomUUID()).resolve("file");
    store.add(key, Files.writeString(staged, "rows"));
    return key;
  }

  private boolean exists(SegmentKey key) {
    return Files.exists(store.path(key));
  }

  @Test
  void deletesAtOnceWhatNobodyReads() throws IOException {
    SegmentKey key = segment();

    leases.retire(List.of(key));

    assertThat(exists(key)).isFalse();
  }

  @Test
  void waitsForEveryReaderWhoMayHaveFoundIt() throws IOException {
    SegmentKey key = segment();
    SegmentLeases.Lease first = leases.hold();
    SegmentLeases.Lease second = leases.hold();
    leases.retire(List.of(key));

    first.close();
    first.close();
    assertThat(exists(key)).isTrue();
    second.close();

    assertThat(exists(key)).isFalse();
  }

  @Test
  void waitsForNobodyWhoCameLater() throws IOException {
    SegmentKey early = segment();
    SegmentKey late = segment();
    SegmentLeases.Lease before = leases.hold();
    leases.retire(List.of(early));
    SegmentLeases.Lease between = leases.hold();
    leases.retire(List.of(late));

    before.close();
    assertThat(exists(early)).isFalse();
    assertThat(exists(late)).isTrue();
    between.close();

    assertThat(exists(late)).isFalse();
  }
}
