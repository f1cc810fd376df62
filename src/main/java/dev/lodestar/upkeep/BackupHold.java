package dev.lodestar.upkeep;

import dev.lodestar.storage.BackupRequest;
import dev.lodestar.storage.FileStore;
import dev.lodestar.storage.SegmentLeases;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps every file while an operator copies database and data directory, one after the other: what
 * the copy of the database names is then among the files that are copied after it.
 */
@ApplicationScoped
class BackupHold {
  private static final Logger LOG = Logger.getLogger(BackupHold.class);

  private final BackupRequest request;
  private final SegmentLeases leases;
  private final FileStore files;
  private final Clock clock;
  private Optional<SegmentLeases.Lease> held = Optional.empty();

  BackupHold(BackupRequest request, SegmentLeases leases, FileStore files, Clock clock) {
    this.request = request;
    this.leases = leases;
    this.files = files;
    this.clock = clock;
  }

  @Scheduled(
      every = "1s",
      identity = "backup",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  synchronized void look() {
    boolean wanted = request.isMade(clock.instant());
    if (wanted && held.isEmpty()) {
      held = Optional.of(leases.hold());
      files.holdDeletions();
      request.confirm();
      LOG.info("A backup is made: no file is deleted until backup.hold is removed.");
    } else if (!wanted) {
      // Also what a killed server has answered.
      request.withdraw();
      held.ifPresent(this::end);
    }
  }

  private void end(SegmentLeases.Lease lease) {
    lease.close();
    held = Optional.empty();
    files.endHold();
    LOG.info("The backup is over: files are deleted again.");
  }
}
