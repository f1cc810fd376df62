package dev.lodestar.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments in a local directory. */
class LocalSegmentsTest extends SegmentStoreContract {
  @TempDir Path elsewhere;

  @Override
  protected SegmentStore open(DataDirectory directory) {
    return SegmentStore.local(directory, elsewhere, StorageLimits.DEFAULT);
  }

  private Path path(SegmentKey key) {
    return elsewhere.resolve(key.tableId().toString()).resolve(key.segmentId() + ".parquet");
  }

  @Override
  protected void damage(SegmentKey key, byte[] bytes) throws IOException {
    Files.write(path(key), bytes);
  }

  @Override
  protected void lose(SegmentKey key) throws IOException {
    Files.delete(path(key));
  }

  @Test
  void findsFileThatIsChangedWhileTheServerRuns() throws IOException {
    try (SegmentStore store = open(new DataDirectory(root))) {
      SegmentKey key = new SegmentKey(UUID.randomUUID(), UUID.randomUUID());
      Path staged = Files.writeString(store.openStaging(UUID.randomUUID()).resolve("f"), "rows");
      SegmentFile file = new SegmentFile(key, "clicks", DAY, 4, store.add(key, staged));
      SegmentLeases leases = new SegmentLeases(store, Runnable::run);
      leases.hold().require(List.of(file));

      Files.writeString(path(key), "rowz");
      Files.setLastModifiedTime(path(key), FileTime.fromMillis(1));

      assertThatThrownBy(() -> leases.hold().require(List.of(file)))
          .hasMessageContaining("does not match its checksum");
      assertThat(store.figures().damaged()).isEqualTo(1);
    }
  }
}
