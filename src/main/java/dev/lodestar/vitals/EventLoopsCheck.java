package dev.lodestar.vitals;

import io.netty.util.concurrent.EventExecutor;
import io.quarkus.scheduler.Scheduled;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Whether all event loops turn; one that does not keeps its share of the requests for ever. */
@Liveness
@ApplicationScoped
class EventLoopsCheck implements HealthCheck {
  private final LoopPulse pulse;
  private final HealthConfig config;

  // Nothing else of Vert.x 4 names all its event loops.
  @SuppressWarnings("deprecation")
  EventLoopsCheck(Vertx vertx, HealthConfig config) {
    List<EventExecutor> loops = new ArrayList<>();
    vertx.nettyEventLoopGroup().forEach(loops::add);
    this.pulse = new LoopPulse(loops, System::nanoTime);
    this.config = config;
  }

  @Scheduled(every = "10s", identity = "event-loops")
  void ask() {
    pulse.ask();
  }

  @Override
  public HealthCheckResponse call() {
    return finding(pulse.silence(), config.silence()).as("event loops");
  }

  static Finding finding(Duration silence, Duration limit) {
    return (silence.compareTo(limit) > 0
            ? Finding.down(
                "An event loop has been blocked for %d s; the server must be started again."
                    .formatted(silence.toSeconds()))
            : Finding.up("All event loops turn."))
        .with("silenceMs", silence.toMillis());
  }
}
