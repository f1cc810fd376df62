package dev.lodestar.streams;

import dev.lodestar.jobs.StreamLookups;

/**
 * Keeps the lookups of a job as they are now: every batch sees those of the moment when it is made.
 * A job waits for lookups that are gone, because rows without their values could not be mended.
 */
final class BatchLookups {
  private BatchLookups() {}

  /**
   * Whether there are others than those that were planned with. To be asked while the batch holds
   * its lease, so that the files of what has not changed stay.
   */
  static boolean haveChanged(StreamServices services, StreamLookups planned) {
    return !planned.isEmpty()
        && !services.await(() -> services.jobs().lookups(planned.names())).equals(planned);
  }

  /** Errors: {@link SourceLostException} that names those that do not exist. */
  static void requireAll(StreamLookups lookups) {
    if (!lookups.missing().isEmpty()) {
      throw SourceLostException.ofLookups(
          "The job needs lookup %s, which does not exist any more; make it again and the job goes on where it is, or cancel the job."
              .formatted(String.join(", ", lookups.missing())));
    }
  }
}
