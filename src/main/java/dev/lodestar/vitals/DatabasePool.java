package dev.lodestar.vitals;

import dev.lodestar.metrics.Measure;
import dev.lodestar.metrics.Measured;
import dev.lodestar.metrics.Metrics;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the pool of connections to the database does, as Vert.x tells those who ask it before it
 * starts.
 */
@ApplicationScoped
public class DatabasePool implements VertxOptionsCustomizer, Measured {
  private final Instance<Metrics> metrics;
  private final Instance<DatabaseStore> store;
  private final AtomicInteger used = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile int max;

  /** Both are looked for late: Vert.x asks before anything of them can be made. */
  DatabasePool(Instance<Metrics> metrics, Instance<DatabaseStore> store) {
    this.metrics = metrics;
    this.store = store;
  }

  // Quarkus makes Vert.x of options alone; the builder that is to be used instead is out of reach.
  @SuppressWarnings("deprecation")
  @Override
  public void accept(VertxOptions options) {
    options.setMetricsOptions(
        new MetricsOptions().setEnabled(true).setFactory(ignored -> new PoolsOnly()));
  }

  int waiting() {
    return waiting.get();
  }

  @Override
  public Uni<List<Measure>> measures() {
    return Uni.createFrom().item(this::now);
  }

  private List<Measure> now() {
    int busy = used.get();
    return List.of(
        one("lodestar.database.connections.used", "Connections to PostgreSQL in use", busy),
        one(
            "lodestar.database.connections.idle",
            "Connections to PostgreSQL that are open and not in use",
            Math.max(0, store.get().connections() - busy)),
        one(
            "lodestar.database.connections.waiting",
            "How many wait for a connection to PostgreSQL",
            waiting.get()),
        one("lodestar.database.connections.max", "Connections that there may be", max));
  }

  private static Measure one(String name, String description, double value) {
    return new Measure(name, description, Map.of(), value);
  }

  /** Of all that Vert.x can tell only what its pools of SQL connections do. */
  private final class PoolsOnly implements VertxMetrics {
    @Override
    public PoolMetrics<?> createPoolMetrics(String type, String name, int size) {
      if (!type.equals("sql")) {
        return new PoolMetrics<>() {};
      }
      max = size;
      return new Connections();
    }
  }

  /** The token is when somebody began to wait. */
  private final class Connections implements PoolMetrics<Long> {
    @Override
    public Long submitted() {
      waiting.incrementAndGet();
      return System.nanoTime();
    }

    @Override
    public Long begin(Long since) {
      waiting.decrementAndGet();
      used.incrementAndGet();
      metrics
          .get()
          .took(
              "lodestar.database.wait",
              "How long it took to get a connection to PostgreSQL",
              Duration.ofNanos(System.nanoTime() - since));
      return since;
    }

    @Override
    public void rejected(Long since) {
      waiting.decrementAndGet();
    }

    @Override
    public void end(Long since, boolean succeeded) {
      used.decrementAndGet();
    }
  }
}
