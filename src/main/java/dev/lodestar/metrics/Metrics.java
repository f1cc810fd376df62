package dev.lodestar.metrics;

import static java.util.stream.Collectors.groupingBy;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers what is measured, and says it as text. */
@ApplicationScoped
public class Metrics {
  /** What {@link #export} writes. */
  public static final String MEDIA_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Instance<Measured> sources;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, MultiGauge> gauges = new HashMap<>();

  Metrics(Instance<Measured> sources) {
    this.sources = sources;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** All values of now and all counts since the start, in the OpenMetrics text format. */
  public Uni<String> export() {
    Uni<List<Measure>> all = Uni.createFrom().item(new ArrayList<>());
    for (Measured source : sources) {
      all =
          all.chain(
              found ->
                  source
                      .measures()
                      .map(
                          more -> {
                            found.addAll(more);
                            return found;
                          }));
    }
    return all.map(this::written);
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
    Timer.builder("lodestar.http.requests")
        .description("Answered requests and how long they took until the answer began")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofMinutes(1))
        .register(registry)
        .record(taken);
  }
}
