package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes no more jobs than a queue can hold that somebody still oversees. */
@ApplicationScoped
class JobQueueLimit {
  private final JobCountStore counts;
  private final JobConfig config;

  JobQueueLimit(JobCountStore counts, JobConfig config) {
    this.counts = counts;
    this.config = config;
  }

  /** Errors: {@code TOO_MANY_REQUESTS}. */
  Uni<Void> requireRoom() {
    return counts
        .waiting(config.waitingMax())
        .invoke(
            waiting -> {
              if (waiting >= config.waitingMax()) {
                throw new ServiceException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    null,
                    "%d jobs wait already; submit this one again when some of them have run."
                        .formatted(waiting));
              }
            })
        .replaceWithVoid();
  }
}
