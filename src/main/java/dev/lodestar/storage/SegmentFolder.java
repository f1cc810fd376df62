package dev.lodestar.storage;

import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Files by their segments: {@code <table id>/<segment id>.parquet} below a folder. */
final class SegmentFolder {
  private static final String PARTIAL = ".partial";
  private static final Pattern LEFT =
      Pattern.compile(SegmentNames.ID.pattern() + "\\.parquet\\.[0-9a-f-]+\\.partial");

  private final Path root;

  SegmentFolder(Path root) {
    this.root = root;
    DurableFiles.guarded("making the segment folders", () -> Files.createDirectories(root));
  }

  Path root() {
    return root;
  }

  Path path(SegmentKey key) {
    return root.resolve(SegmentNames.of(key));
  }

  /** Where a file is written that is going to be this segment's. */
  Path partial(SegmentKey key) throws IOException {
    Path target = path(key);
    Files.createDirectories(target.getParent());
    return target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + PARTIAL);
  }

  /** Moves a file to its place, also from another file system. */
  void take(SegmentKey key, Path file) throws IOException {
    Path target = path(key);
    Files.createDirectories(target.getParent());
    try {
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Path partial = partial(key);
      Files.copy(file, partial);
      DurableFiles.sync(partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(file);
    }
  }

  /** Every segment that has a file; whatever else lies there is none of ours. */
  List<SegmentKey> list() throws IOException {
    List<SegmentKey> keys = new ArrayList<>();
    for (Path table : tables()) {
      for (Path file : DurableFiles.children(table)) {
        SegmentNames.parse(table.getFileName() + "/" + file.getFileName()).ifPresent(keys::add);
      }
    }
    return keys;
  }

  /** Removes what was never finished, and empty folders. */
  void tidy() throws IOException {
    for (Path table : tables()) {
      for (Path file : DurableFiles.children(table)) {
        if (LEFT.matcher(file.getFileName().toString()).matches()) {
          Files.delete(file);
        }
      }
      if (DurableFiles.children(table).isEmpty()) {
        Files.delete(table);
      }
    }
  }

  private List<Path> tables() throws IOException {
    return DurableFiles.children(root).stream()
        .filter(child -> SegmentNames.ID.matcher(child.getFileName().toString()).matches())
        .filter(Files::isDirectory)
        .toList();
  }
}
