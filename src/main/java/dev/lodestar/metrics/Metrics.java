package dev.lodestar.metrics;

import static java.util.stream.Collectors.groupingBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/** Gathers what is measured, and says it as text. */
@ApplicationScoped
public class Metrics {
  /** What {@link #export} writes. */
  public static final String MEDIA_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** No table is called this; to Prometheus it is the same as no label. */
  private static final String OTHER_TABLES = "";

  private static final Logger LOG = Logger.getLogger(Metrics.class);

  /** Prometheus waits ten seconds, unless it is told otherwise. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int TABLES_MAX = 1_000;

  private final Set<String> tables = ConcurrentHashMap.newKeySet();
  private final Instance<Measured> sources;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, MultiGauge> gauges = new HashMap<>();
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();

  Metrics(Instance<Measured> sources) {
    this.sources = sources;
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    pressure.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    missed(0);
  }

  @PreDestroy
  void close() {
    collections.close();
    pressure.close();
  }

  /**
   * All values of now and all counts since the start, in the OpenMetrics text format.
   *
   * <p>Values that cannot be had in time, because the database is away, are left out: whoever
   * watches needs the others then most of all.
   */
  public Uni<String> export() {
    Executor here = here();
    Uni<List<Measure>> all = Uni.createFrom().item(new ArrayList<>());
    for (Measured source : sources) {
      all =
          all.chain(
              found ->
                  values(source)
                      .emitOn(here)
                      .map(
                          more -> {
                            found.addAll(more);
                            return found;
                          }));
    }
    return all.map(this::written);
  }

  /** The event loop of whoever asks, where each is asked, wherever the one before has answered. */
  private static Executor here() {
    Context context = Vertx.currentContext();
    return context == null
        ? Runnable::run
        : command -> context.runOnContext(nothing -> command.run());
  }

  private Uni<List<Measure>> values(Measured source) {
    return Uni.createFrom()
        .deferred(source::measures)
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure()
        .recoverWithItem(
            failure -> {
              LOG.debugf(failure, "%s cannot be measured now.", source.getClass().getSimpleName());
              missed(1);
              return List.of();
            });
  }

  private void missed(long count) {
    count(
        "lodestar.metrics.missed", "Groups of values that could not be had when asked for", count);
  }

  private synchronized String written(List<Measure> measures) {
    Map<String, List<Measure>> byName = measures.stream().collect(groupingBy(Measure::name));
    gauges.keySet().stream()
        .filter(name -> !byName.containsKey(name))
        .forEach(name -> gauges.get(name).register(List.of(), true));
    byName.forEach(
        (name, values) ->
            gauges
                .computeIfAbsent(
                    name,
                    made ->
                        MultiGauge.builder(name)
                            .description(values.getFirst().description())
                            .register(registry))
                .register(values.stream().map(Metrics::row).toList(), true));
    return registry.scrape(MEDIA_TYPE);
  }

  private static MultiGauge.Row<?> row(Measure measure) {
    return MultiGauge.Row.of(
        Tags.of(
            measure.labels().entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList()),
        measure.value());
  }

  /**
   * Counts an answered request.
   *
   * @param operation its id in the OpenAPI document
   */
  public void answered(String operation, int status, Duration taken) {
    took(
        "lodestar.http.requests",
        "Answered requests and how long they took until the answer began",
        taken,
        "operation",
        operation,
        "status",
        Integer.toString(status));
  }

  /**
   * Counts something that somebody waited for, and how long it took: a histogram up to a minute.
   *
   * @param name in words parted by dots; its unit, seconds, is added
   * @param labels names and values by turns; the same names whenever it is called for a name, and
   *     values of a bounded number
   */
  public void took(String name, String description, Duration time, String... labels) {
    took(Buckets.SHORT, name, description, time, labels);
  }

  /** The same for what may take hours. */
  public void tookLong(String name, String description, Duration time, String... labels) {
    took(Buckets.LONG, name, description, time, labels);
  }

  private void took(
      Duration[] buckets, String name, String description, Duration time, String... labels) {
    Timer.builder(name)
        .description(description)
        .tags(labels)
        .serviceLevelObjectives(buckets)
        .register(registry)
        .record(time.isNegative() ? Duration.ZERO : time);
  }

  /**
   * Adds to a counter, which begins at 0 when the process does.
   *
   * @param name as that of {@link #took}; {@code total} is added to it
   */
  public void count(String name, String description, long amount, String... labels) {
    Counter.builder(name)
        .description(description)
        .tags(labels)
        .register(registry)
        .increment((double) amount);
  }

  /** How labels name a table: of more than a thousand only those that were named first. */
  public String table(String name) {
    if (tables.contains(name)) {
      return name;
    }
    synchronized (tables) {
      return tables.size() < TABLES_MAX && tables.add(name) ? name : OTHER_TABLES;
    }
  }
}
