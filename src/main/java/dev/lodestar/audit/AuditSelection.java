package dev.lodestar.audit;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Instant;
import java.util.Optional;

/**
 * Which entries are asked for, the newest first.
 *
 * @param from the first moment; all earlier ones too when empty
 * @param to the first moment that is too late; none when empty
 * @param userId of one user
 * @param action one operation
 */
public record AuditSelection(
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> userId,
    Optional<String> action,
    int limit,
    int offset) {
  public static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1_000;
  private static final int OFFSET_MAX = 1_000_000;

  /** Errors: {@code INVALID_ARGUMENT} for numbers that are out of bounds. */
  public AuditSelection {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw invalid("limit", "limit must be from 1 to %d.".formatted(LIMIT_MAX));
    }
    if (offset < 0 || offset > OFFSET_MAX) {
      throw invalid(
          "offset",
          "offset must be from 0 to %d; narrow the time down with startTime and endTime."
              .formatted(OFFSET_MAX));
    }
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
