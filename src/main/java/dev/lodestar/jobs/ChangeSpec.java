package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.DataChange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job that changes which rows a table has without storing any. */
public sealed interface ChangeSpec extends JobSpec
    permits DeleteDataSpec, DropTableSpec, RestoreDataSpec {
  JobTarget target();

  /** What is to happen to the table's segments. */
  DataChange change();

  @Override
  default boolean createTableIfNotExists() {
    return false;
  }

  /** Errors: {@code INVALID_ARGUMENT}. */
  static void requireTarget(@Nullable JobTarget target) {
    if (target == null) {
      throw invalid("target", "The job needs a \"target\" table.");
    }
  }

  /** Errors: {@code INVALID_ARGUMENT}. */
  static void refuseIntervals(JobTarget target, String type) {
    if (target.intervals() != null) {
      throw invalid(
          "target.intervals",
          "A %s job takes no target.intervals; leave them out.".formatted(type));
    }
  }

  /** No versions mean all of them. Errors: {@code INVALID_ARGUMENT}. */
  static @Nullable List<String> versions(@Nullable List<String> versions) {
    if (versions == null || versions.isEmpty()) {
      return null;
    }
    if (versions.stream().anyMatch(Objects::isNull)) {
      throw invalid("versions", "versions are texts such as 2026-01-01T12:00:00.460Z.");
    }
    return List.copyOf(versions);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
