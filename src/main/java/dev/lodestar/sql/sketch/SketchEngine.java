package dev.lodestar.sql.sketch;

import static dev.lodestar.sql.SqlType.BIGINT;
import static dev.lodestar.sql.SqlType.BOOLEAN;
import static dev.lodestar.sql.SqlType.DOUBLE;
import static dev.lodestar.sql.SqlType.VARCHAR;

import dev.lodestar.sql.EngineFunction;
import dev.lodestar.sql.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The functions over sketches that rendered SQL calls; NULL in gives NULL out.
 *
 * <p>The engine has no aggregates of ours: its own collect values or sketches into one text, and a
 * function here makes a sketch of that.
 */
public final class SketchEngine {
  public static final List<EngineFunction> ALL =
      List.of(
          text(
              "hll_build",
              a -> HllSketches.build(s(a, 0), s(a, 1), n(a, 2), s(a, 3)),
              VARCHAR,
              VARCHAR,
              BIGINT,
              VARCHAR),
          text(
              "hll_merge",
              a -> HllSketches.merge(s(a, 0), n(a, 1), s(a, 2)),
              VARCHAR,
              BIGINT,
              VARCHAR),
          real("hll_estimate", a -> HllSketches.estimate(s(a, 0)), VARCHAR),
          text("hll_bounds", a -> HllSketches.bounds(s(a, 0), n(a, 1)), VARCHAR, BIGINT),
          text("hll_describe", a -> HllSketches.describe(s(a, 0)), VARCHAR),
          text(
              "theta_build",
              a -> ThetaSketches.build(s(a, 0), s(a, 1), n(a, 2)),
              VARCHAR,
              VARCHAR,
              BIGINT),
          text(
              "theta_combine",
              a -> ThetaSketches.combine(s(a, 0), s(a, 1), n(a, 2)),
              VARCHAR,
              VARCHAR,
              BIGINT),
          real("theta_estimate", a -> ThetaSketches.estimate(s(a, 0)), VARCHAR),
          text("theta_bounds", a -> ThetaSketches.bounds(s(a, 0), n(a, 1)), VARCHAR, BIGINT),
          text("quantiles_build", a -> QuantileSketches.build(s(a, 0), n(a, 1)), VARCHAR, BIGINT),
          text("quantiles_merge", a -> QuantileSketches.merge(s(a, 0), n(a, 1)), VARCHAR, BIGINT),
          real("quantiles_at", a -> QuantileSketches.quantile(s(a, 0), d(a, 1)), VARCHAR, DOUBLE),
          text(
              "quantiles_list",
              a -> QuantileSketches.quantiles(s(a, 0), s(a, 1)),
              VARCHAR,
              VARCHAR),
          text(
              "quantiles_histogram",
              a -> QuantileSketches.histogram(s(a, 0), s(a, 1)),
              VARCHAR,
              VARCHAR),
          text(
              "quantiles_shares", a -> QuantileSketches.shares(s(a, 0), s(a, 1)), VARCHAR, VARCHAR),
          real("quantiles_rank", a -> QuantileSketches.rank(s(a, 0), d(a, 1)), VARCHAR, DOUBLE),
          text("quantiles_describe", a -> QuantileSketches.describe(s(a, 0)), VARCHAR),
          text(
              "tuple_build",
              a -> TupleSketches.build(s(a, 0), n(a, 1), n(a, 2)),
              VARCHAR,
              BIGINT,
              BIGINT),
          text(
              "tuple_combine",
              a -> TupleSketches.combine(s(a, 0), s(a, 1), n(a, 2)),
              VARCHAR,
              VARCHAR,
              BIGINT),
          real("quantiles_count", a -> QuantileSketches.count(s(a, 0)), VARCHAR),
          real("tuple_estimate", a -> TupleSketches.estimate(s(a, 0)), VARCHAR),
          text("tuple_sums", a -> TupleSketches.sums(s(a, 0)), VARCHAR),
          text("sketch_decode", a -> decode(s(a, 0), s(a, 1)), VARCHAR, VARCHAR),
          text(
              "bloom_build",
              a -> BloomFilters.build(s(a, 0), s(a, 1), (Boolean) at(a, 2), n(a, 3)),
              VARCHAR,
              VARCHAR,
              BOOLEAN,
              BIGINT),
          text(
              "variance_state",
              a -> VarianceStates.of(n(a, 0), d(a, 1), d(a, 2)),
              BIGINT,
              DOUBLE,
              DOUBLE),
          text("variance_merge", a -> VarianceStates.merge(s(a, 0)), VARCHAR),
          real("variance_value", a -> VarianceStates.value(s(a, 0), s(a, 1)), VARCHAR, VARCHAR),
          new EngineFunction(
              "druid_bloom_test",
              List.of(VARCHAR, VARCHAR, VARCHAR),
              BOOLEAN,
              strict(a -> BloomFilters.test(s(a, 0), s(a, 1), s(a, 2)))),
          real(
              "quantile_interpolated",
              a -> Histograms.interpolated(s(a, 0), d(a, 1)),
              VARCHAR,
              DOUBLE),
          real(
              "quantile_of_buckets",
              a -> Histograms.fromBuckets(s(a, 0), d(a, 1), n(a, 2), d(a, 3), d(a, 4), s(a, 5)),
              VARCHAR,
              DOUBLE,
              BIGINT,
              DOUBLE,
              DOUBLE,
              VARCHAR));

  private SketchEngine() {}

  /** The text itself if it is a sketch of the type that Druid calls by this name. */
  private static @Nullable String decode(String type, String sketch) {
    try {
      switch (type) {
        case "HLLSketch" -> HllSketches.read(sketch);
        case "thetaSketch" -> ThetaSketches.read(sketch);
        case "quantilesDoublesSketch" -> QuantileSketches.read(sketch);
        case "arrayOfDoublesSketch" -> TupleSketches.sketch(sketch);
        case "variance" -> VarianceStates.value(sketch, "VAR_POP");
        case "longStringPair" -> {
          return TimedTexts.read(sketch).orElse(null);
        }
        default -> throw new IllegalStateException("no sketch type: " + type);
      }
      return sketch;
    } catch (RuntimeException | AssertionError e) {
      // Not base64, or bytes of something else: the library has no one exception for it.
      return null;
    }
  }

  private static EngineFunction text(
      String name, Function<@Nullable Object[], @Nullable Object> body, SqlType... parameters) {
    return new EngineFunction("druid_" + name, List.of(parameters), VARCHAR, strict(body));
  }

  private static EngineFunction real(
      String name, Function<@Nullable Object[], @Nullable Object> body, SqlType... parameters) {
    return new EngineFunction("druid_" + name, List.of(parameters), DOUBLE, strict(body));
  }

  private static Function<@Nullable Object[], @Nullable Object> strict(
      Function<@Nullable Object[], @Nullable Object> body) {
    return arguments ->
        Arrays.stream(arguments).anyMatch(Objects::isNull) ? null : body.apply(arguments);
  }

  private static Object at(@Nullable Object[] arguments, int index) {
    return Objects.requireNonNull(arguments[index]);
  }

  private static String s(@Nullable Object[] arguments, int index) {
    return (String) at(arguments, index);
  }

  private static long n(@Nullable Object[] arguments, int index) {
    return (Long) at(arguments, index);
  }

  private static double d(@Nullable Object[] arguments, int index) {
    return (Double) at(arguments, index);
  }
}
