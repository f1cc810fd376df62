package dev.lodestar.vitals;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** Whether the database has the shape that this build wants. */
@Startup
@ApplicationScoped
class MigrationsCheck implements HealthCheck {
  private final Flyway flyway;

  /** What was made once stays made, and asking costs a connection. */
  private volatile boolean done;

  MigrationsCheck(Flyway flyway) {
    this.flyway = flyway;
  }

  @Override
  public HealthCheckResponse call() {
    if (done) {
      return finding(List.of()).as("migrations");
    }
    Finding found =
        finding(Stream.of(flyway.info().pending()).map(MigrationInfo::getScript).toList());
    done = found.isUp();
    return found.as("migrations");
  }

  /**
   * @param pending the scripts that have yet to run
   */
  static Finding finding(List<String> pending) {
    return (pending.isEmpty()
            ? Finding.up("The database has the shape that this build wants.")
            : Finding.down(
                "The database lacks changes that this build wants, the first of which is %s."
                    .formatted(pending.getFirst())))
        .with("pending", pending.size());
  }
}
