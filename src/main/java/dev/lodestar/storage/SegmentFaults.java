package dev.lodestar.storage;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;

/** What can be wrong with the files of segments, in sentences that say what to do. */
final class SegmentFaults {
  private SegmentFaults() {}

  /**
   * @param flaw what is wrong, such as {@code is missing}
   */
  static ServiceException damaged(SegmentFile file, String flaw) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        file.table(),
        "Segment %s of table \"%s\", with the rows of %s, cannot be read: its file %s in the store of segments %s; restore this file from a backup, or delete the data of this interval and load it again."
            .formatted(
                file.key().segmentId(),
                file.table(),
                file.chunk(),
                SegmentNames.of(file.key()),
                flaw));
  }

  static ServiceException tooMuch(long wantedBytes, long cacheBytesMax) {
    return new ServiceException(
        ErrorCode.RESOURCE_LIMIT_EXCEEDED,
        null,
        "The work reads %d bytes of segments and the cache of the object store holds at most %d; narrow its time range, or raise LODESTAR_STORAGE_CACHE_SIZE."
            .formatted(wantedBytes, cacheBytesMax));
  }

  static ServiceException noRoom() {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        null,
        "Other work uses the whole cache of the object store for too long; try again later, or raise LODESTAR_STORAGE_CACHE_SIZE.");
  }

  static ServiceException otherOwner(String where, String owner) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "lodestar.storage",
        "The segments in %s belong to another database (project %s); give each server a prefix or directory of its own in LODESTAR_STORAGE."
            .formatted(where, owner));
  }

  static ServiceException canceled() {
    return new ServiceException(ErrorCode.CANCELED, null, "The work was canceled.");
  }
}
