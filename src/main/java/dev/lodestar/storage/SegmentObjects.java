package dev.lodestar.storage;

import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The segments in an object store, each an object of its own.
 *
 * <p>Blocking, for many threads at once; each call ends within a time that its settings limit, as
 * long as no bytes come. Errors of all methods: {@code STORAGE_UNAVAILABLE} with one sentence that
 * says what to mend.
 */
public interface SegmentObjects extends AutoCloseable {
  /** Where an object is, for people. */
  String location(SegmentKey key);

  /** Stores a whole file; it lasts when this returns. A second time it replaces the same. */
  void put(SegmentKey key, Path file);

  /**
   * Writes an object into a new file.
   *
   * @return whether there is such an object
   */
  boolean get(SegmentKey key, Path target);

  /** Deletes objects; one that is not there is no fault. */
  void delete(List<SegmentKey> keys);

  /** All segments; other objects are none of ours. */
  List<SegmentKey> list();

  /** Ends what uploads of a process that is gone have left; to be called while none runs. */
  void abandonUploads();

  /** Whose segments these are, if somebody has said so. */
  Optional<String> owner();

  void owner(String owner);

  @Override
  void close();
}
