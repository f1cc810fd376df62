package dev.lodestar.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.data.Checksum;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local copies of an object store that holds four of them. */
class CachedSegmentsTest {
  private static final int SEGMENT_BYTES = 100;

  @TempDir Path root;
  private final Memory objects = new Memory();
  private SegmentStore store;
  private SegmentLeases leases;

  /** An object store in memory that can be away, or slow. */
  private static final class Memory implements SegmentObjects {
    private final Map<SegmentKey, byte[]> objects = new ConcurrentHashMap<>();
    private final AtomicInteger downloads = new AtomicInteger();
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private void reach() {
      if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, null, "It is away.");
      }
    }

    @Override
    public String location(SegmentKey key) {
      return "memory:" + key.segmentId();
    }

    @Override
    public void put(SegmentKey key, Path file) {
      reach();
      DurableFiles.guarded("reading", () -> objects.put(key, Files.readAllBytes(file)));
    }

    @Override
    public boolean get(SegmentKey key, Path target) {
      reach();
      downloads.incrementAndGet();
      return DurableFiles.guarded(
          "writing",
          () -> {
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return objects.containsKey(key) && Files.exists(Files.write(target, objects.get(key)));
          });
    }

    @Override
    public void delete(List<SegmentKey> keys) {
      reach();
      keys.forEach(objects::remove);
    }

    @Override
    public List<SegmentKey> list() {
      reach();
      return List.copyOf(objects.keySet());
    }

    @Override
    public void abandonUploads() {}

    @Override
    public Optional<String> owner() {
      return Optional.empty();
    }

    @Override
    public void owner(String owner) {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    store =
        SegmentStore.of(
            new DataDirectory(root),
            objects,
            new StorageLimits(
                4 * SEGMENT_BYTES, 2, Duration.ofMillis(500), Duration.ofMinutes(1), true));
    leases = new SegmentLeases(store, Runnable::run);
  }

  @AfterEach
  void close() {
    objects.gate.countDown();
    store.close();
  }

  private SegmentFile stored(int number) throws IOException {
    SegmentKey key = new SegmentKey(new UUID(0, 1), new UUID(0, number));
    Path staged = store.openStaging(UUID.randomUUID()).resolve("file");
    Files.write(staged, new byte[SEGMENT_BYTES]);
    Checksum checksum = store.add(key, staged);
    return new SegmentFile(key, "clicks", SegmentStoreContract.DAY, SEGMENT_BYTES, checksum);
  }

  private List<SegmentFile> stored(int first, int last) throws IOException {
    List<SegmentFile> files = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      files.add(stored(i));
    }
    return files;
  }

  private boolean isHere(SegmentFile file) {
    return Files.exists(store.path(file.key()));
  }

  @Test
  void dropsWhatWasNotReadForTheLongestTime() throws IOException {
    List<SegmentFile> files = stored(1, 4);
    try (SegmentLeases.Lease lease = leases.hold()) {
      lease.require(List.of(files.getFirst()));
    }

    stored(5);

    assertThat(files.stream().filter(this::isHere))
        .containsExactly(files.get(0), files.get(2), files.get(3));
    assertThat(store.figures().cacheBytes()).isEqualTo(4 * SEGMENT_BYTES);
  }

  @Test
  void keepsWhatIsRead() throws IOException {
    List<SegmentFile> files = stored(1, 4);
    try (SegmentLeases.Lease lease = leases.hold()) {
      lease.require(files);

      SegmentFile uncached = stored(5);

      assertThat(files).allMatch(this::isHere);
      assertThat(isHere(uncached)).isFalse();
    }
  }

  @Test
  void refusesMoreThanItHolds() throws IOException {
    List<SegmentFile> files = stored(1, 5);

    assertThatThrownBy(() -> leases.hold().require(files))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED))
        .hasMessageContaining("reads 500 bytes")
        .hasMessageContaining("at most 400");
  }

  @Test
  void waitsForRoomUntilOthersAreDone() throws IOException {
    List<SegmentFile> files = stored(1, 6);
    SegmentLeases.Lease first = leases.hold();
    first.require(files.subList(0, 3));
    SegmentLeases.Lease second = leases.hold();
    CompletableFuture<Void> waiting = second.fetch(files.subList(3, 6));
    assertThat(waiting).isNotDone();

    first.close();

    waiting.join();
    assertThat(files.subList(3, 6)).allMatch(this::isHere);
    second.close();
  }

  @Test
  void fetchesOnceForAllWhoWantIt() throws IOException {
    SegmentFile file = stored(1);
    Files.delete(store.path(file.key()));
    objects.gate = new CountDownLatch(1);
    List<CompletableFuture<Void>> readers =
        Stream.generate(() -> leases.hold().fetch(List.of(file))).limit(5).toList();

    objects.gate.countDown();

    readers.forEach(CompletableFuture::join);
    assertThat(objects.downloads).hasValue(1);
  }

  @Test
  void fetchesAgainAfterAFailure() throws IOException {
    SegmentFile file = stored(1);
    Files.delete(store.path(file.key()));
    objects.failuresLeft.set(1);
    assertThatThrownBy(() -> leases.hold().require(List.of(file))).hasMessage("It is away.");

    leases.hold().require(List.of(file));

    assertThat(isHere(file)).isTrue();
  }

  @Test
  void triesAgainToStoreFile() throws IOException {
    objects.failuresLeft.set(1);

    SegmentFile file = stored(1);

    assertThat(store.list()).containsExactly(file.key());
    assertThat(store.figures().uploadsRetried()).isEqualTo(1);
  }

  @Test
  void failsToStoreFileInTheEnd() {
    objects.failuresLeft.set(Integer.MAX_VALUE);

    assertThatThrownBy(() -> stored(1)).hasMessage("It is away.");
  }

  @Test
  void storesRowsOfStreamsUntilTheJobIsStopped() throws IOException {
    objects.failuresLeft.set(Integer.MAX_VALUE);
    SegmentKey key = new SegmentKey(new UUID(0, 1), new UUID(0, 9));
    store.addHot(
        key, Files.writeString(store.openStaging(UUID.randomUUID()).resolve("file"), "rows"));
    AtomicBoolean stopped = new AtomicBoolean();
    CompletableFuture<Checksum> flush =
        CompletableFuture.supplyAsync(() -> store.flush(key, Patience.endless(stopped::get)));

    stopped.set(true);

    assertThatThrownBy(flush::join).hasMessageContaining("canceled");
    objects.failuresLeft.set(0);
    store.flush(key, Patience.endless(() -> false));
    assertThat(store.list()).containsExactly(key);
  }

  @Test
  void takesOverCopiesOfTheServerBefore() throws IOException {
    List<SegmentFile> files = stored(1, 2);
    store.close();
    open();

    store.sweep(Set.of(files.getFirst().key()), Set.of(), "tests");
    leases.hold().require(files.subList(0, 1));

    assertThat(objects.downloads).hasValue(0);
    assertThat(isHere(files.getLast())).isFalse();
    assertThat(store.figures().cacheBytes()).isEqualTo(SEGMENT_BYTES);
  }
}
