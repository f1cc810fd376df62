package dev.lodestar.files;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Which files to list, and in which order.
 *
 * <p>Source: control-plane specification, 10.
 *
 * @param search text contained in the name, case-insensitive
 */
public record FileSelection(
    int limit, int offset, @Nullable String search, SortColumn sortColumn, boolean ascending) {

  /** What a list of files can be sorted by, by the names of the API. */
  public enum SortColumn {
    COMPRESSION_FORMAT("compressionFormat"),
    DATA_FORMAT("dataFormat"),
    DIGEST_ALGO("id"),
    DIGEST_HASH("md5"),
    NAME("name"),
    SIZE_BYTES("sizeBytes"),
    UPLOADED_BY_USER_NAME("uploadedByName"),
    UPLOADED_ON_DT("uploadedAt");

    private final String member;

    SortColumn(String member) {
      this.member = member;
    }

    String member() {
      return member;
    }
  }

  public FileSelection {
    if (limit < 1 || limit > 1000) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "paginationLimit",
          "paginationLimit must be from 1 to 1000; it is %d.".formatted(limit));
    }
    if (offset < 0) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "paginationOffset",
          "paginationOffset must not be negative; it is %d.".formatted(offset));
    }
  }
}
