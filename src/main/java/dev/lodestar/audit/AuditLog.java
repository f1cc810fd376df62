package dev.lodestar.audit;

import dev.lodestar.data.UserReference;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Writes down changes and finds them again. */
@ApplicationScoped
public class AuditLog {
  private static final Logger LOG = Logger.getLogger(AuditLog.class);

  private final AuditStore store;
  private final AuditConfig config;
  private final Clock clock;

  AuditLog(AuditStore store, AuditConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Writes a change down.
   *
   * <p>The change has happened, so it is answered for also when it cannot be written down: then the
   * server's own log has it.
   *
   * @param action the id of the operation
   * @param resource the path of its object
   */
  public Uni<Void> write(
      UserReference user, String action, String resource, int status, String address) {
    AuditEntry entry =
        new AuditEntry(UUID.randomUUID(), clock.instant(), user, action, resource, status, address);
    return store
        .add(entry)
        .onFailure()
        .invoke(
            failure ->
                LOG.errorf(
                    failure,
                    "A change could not be written into the audit log: %s of %s by %s (%s).",
                    action,
                    resource,
                    user.username(),
                    user.userId()))
        .onFailure()
        .recoverWithNull();
  }

  public Uni<AuditPage> page(AuditSelection selection) {
    return store.page(selection);
  }

  @Scheduled(
      every = "6h",
      delayed = "5m",
      identity = "audit",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return forgetOld().replaceWithVoid();
  }

  /** Removes entries that are older than they are kept; says how many. */
  Uni<Long> forgetOld() {
    return store.forget(clock.instant().atZone(ZoneOffset.UTC).minus(config.keep()).toInstant());
  }
}
