package dev.lodestar.storage;

import dev.lodestar.data.Checksum;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;

/** Segments in a local directory, where the engine reads them. */
final class LocalSegmentFiles implements SegmentFiles {
  /** Beside the folders of tables. */
  private static final String OWNER = "lodestar-owner";

  private final SegmentFolder folder;
  private final boolean isElsewhere;
  private final WholeFiles whole;
  private final ExecutorService readers;
  private final Map<SegmentKey, CompletableFuture<Void>> reading = new ConcurrentHashMap<>();
  private final LongAdder hits = new LongAdder();

  /**
   * Segments below a folder.
   *
   * @param isElsewhere whether other servers may find it, which must not take it for their own
   * @param readers on which files are compared with their checksums
   */
  LocalSegmentFiles(Path root, boolean isElsewhere, boolean verifies, ExecutorService readers) {
    this.isElsewhere = isElsewhere;
    this.folder = new SegmentFolder(root);
    this.whole = new WholeFiles(verifies);
    this.readers = readers;
  }

  @Override
  public Path root() {
    return folder.root();
  }

  @Override
  public Path path(SegmentKey key) {
    return folder.path(key);
  }

  @Override
  public String location(SegmentKey key) {
    return path(key).toString();
  }

  @Override
  public Checksum add(SegmentKey key, Path staged, Patience patience) {
    return DurableFiles.guarded(
        "storing a segment",
        () -> {
          Checksum checksum = WholeFiles.checksum(staged);
          DurableFiles.sync(staged);
          folder.take(key, staged);
          syncFolders(key);
          whole.remember(key, path(key));
          return checksum;
        });
  }

  private void syncFolders(SegmentKey key) throws IOException {
    DurableFiles.syncFolder(path(key).getParent());
    DurableFiles.syncFolder(folder.root());
  }

  @Override
  public void addHot(SegmentKey key, Path staged) {
    DurableFiles.guarded(
        "storing a segment",
        () -> {
          folder.take(key, staged);
          whole.remember(key, path(key));
          return key;
        });
  }

  @Override
  public Checksum flush(SegmentKey key, Patience patience) {
    return DurableFiles.guarded(
        "storing a segment",
        () -> {
          Checksum checksum = WholeFiles.checksum(path(key));
          DurableFiles.sync(path(key));
          syncFolders(key);
          return checksum;
        });
  }

  @Override
  public void delete(List<SegmentKey> keys) {
    DurableFiles.guarded(
        "deleting segments",
        () -> {
          for (SegmentKey key : keys) {
            Files.deleteIfExists(path(key));
            whole.forget(key);
          }
          return true;
        });
  }

  @Override
  public List<SegmentKey> list() {
    return DurableFiles.guarded("listing segments", folder::list);
  }

  @Override
  public Held hold(Collection<SegmentFile> files) {
    List<CompletableFuture<Void>> unknown =
        files.stream()
            .filter(file -> !whole.isKnown(file, path(file.key())))
            .map(this::read)
            .toList();
    hits.add(files.size() - unknown.size());
    return new Held(Futures.all(unknown), () -> {});
  }

  /** Once for all who want it at the same time. */
  private CompletableFuture<Void> read(SegmentFile file) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> running = reading.putIfAbsent(file.key(), mine);
    if (running != null) {
      return running;
    }
    Futures.run(
        readers,
        mine,
        () -> {
          try {
            require(file);
          } finally {
            reading.remove(file.key());
          }
        });
    return mine;
  }

  private void require(SegmentFile file) {
    Path path = path(file.key());
    Optional<String> flaw = DurableFiles.guarded("reading a segment", () -> whole.flaw(file, path));
    if (flaw.isPresent()) {
      throw whole.fault(file, location(file.key()), flaw.get());
    }
  }

  @Override
  public void examine(Collection<SegmentFile> files) {
    files.forEach(this::require);
  }

  private void claim(String owner) {
    Path file = folder.root().resolve(OWNER);
    Optional<String> known = OwnersFile.read(file).map(String::strip);
    if (known.isEmpty()) {
      OwnersFile.create(file, owner);
    } else if (!known.get().equals(owner)) {
      throw otherOwner(known.get());
    }
  }

  private ServiceException otherOwner(String known) {
    return SegmentFaults.otherOwner(folder.root().toString(), known);
  }

  @Override
  public List<SegmentKey> sweep(Set<SegmentKey> referenced, String owner) {
    if (isElsewhere) {
      claim(owner);
    }
    return DurableFiles.guarded(
        "sweeping the segments",
        () -> {
          List<SegmentKey> found = folder.list();
          delete(found.stream().filter(key -> !referenced.contains(key)).toList());
          folder.tidy();
          return found;
        });
  }

  @Override
  public StorageFigures figures() {
    return new StorageFigures(whole.damagedCount(), 0, 0, hits.sum(), 0, 0);
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
