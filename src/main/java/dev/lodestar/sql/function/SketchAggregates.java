package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import dev.lodestar.sql.SqlType;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * Aggregates that build sketches of values, or merge sketches of a column.
 *
 * <p>Source: data-plane specification, 4.5 and 9.10.
 */
final class SketchAggregates {
  private static final String SKETCH = "an empty sketch for no rows; NULLs are skipped";

  static final List<DruidFunction> ALL =
      List.of(
          function("DS_HLL(x[, lgK[, type]])")
              .returns("HLLSketch", Sketches.HLL)
              .aggregates(SqlKind.OTHER_FUNCTION, any(1, 3))
              .nulls(SKETCH)
              .renders(SketchAggregates::hll)
              .example("HLL_SKETCH_ESTIMATE(DS_HLL(s), TRUE) FROM example", "2.0"),
          function("DS_THETA(x[, size])")
              .returns("thetaSketch", Sketches.THETA)
              .aggregates(SqlKind.OTHER_FUNCTION, any(1, 2))
              .nulls(SKETCH)
              .renders(SketchAggregates::theta)
              .example("THETA_SKETCH_ESTIMATE(DS_THETA(s)) FROM example", "2.0"),
          function("DS_QUANTILES_SKETCH(x[, k])")
              .returns("quantilesDoublesSketch", Sketches.QUANTILES)
              .aggregates(SqlKind.OTHER_FUNCTION, any(1, 2))
              .nulls(SKETCH)
              .renders(call -> quantiles(call, 1))
              .example("DS_GET_QUANTILE(DS_QUANTILES_SKETCH(x), 0.5) FROM example", "2.0"),
          function("DS_TUPLE_DOUBLES(x[, nominalEntries]), DS_TUPLE_DOUBLES(key, m1, ...[, n])")
              .returns("arrayOfDoublesSketch", Sketches.TUPLE)
              .aggregates(SqlKind.OTHER_FUNCTION, any(1, 12))
              .nulls(SKETCH)
              .renders(SketchAggregates::tuple)
              .example(
                  "DS_TUPLE_DOUBLES_METRICS_SUM_ESTIMATE(DS_TUPLE_DOUBLES(s, x)) FROM example",
                  "[7.0]"),
          function("APPROX_QUANTILE_DS(x, fraction[, k])")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .aggregates(SqlKind.OTHER_FUNCTION, any(2, 3))
              .nulls("NaN for no rows")
              .renders(SketchAggregates::quantile)
              .example("APPROX_QUANTILE_DS(x, 0.5) FROM example", "2.0"),
          function("APPROX_QUANTILE(x, fraction[, resolution])")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .aggregates(SqlKind.OTHER_FUNCTION, any(2, 3))
              .nulls("NaN for no rows")
              .renders(SketchAggregates::interpolated)
              .example("APPROX_QUANTILE(x, 0.5) FROM example", "1.5"),
          function("APPROX_QUANTILE_FIXED_BUCKETS(x, fraction, n, low, high[, outliers])")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .aggregates(SqlKind.OTHER_FUNCTION, any(5, 6))
              .nulls("0 for no rows")
              .renders(SketchAggregates::buckets)
              .example("APPROX_QUANTILE_FIXED_BUCKETS(x, 1, 5, 0, 10) FROM example", "6.0"),
          function("BLOOM_FILTER(x, entries)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .aggregates(SqlKind.OTHER_FUNCTION, any(2, 2))
              .nulls("NULL is a value like others; an empty filter for no rows")
              .renders(SketchAggregates::bloom)
              .example("BLOOM_FILTER_TEST('b', BLOOM_FILTER(s, 10)) FROM example", "true"));

  private SketchAggregates() {}

  static org.apache.calcite.sql.type.SqlOperandTypeChecker any(int min, int max) {
    return Typing.families(
        min,
        IntStream.range(0, max).mapToObj(i -> SqlTypeFamily.ANY).toArray(SqlTypeFamily[]::new));
  }

  static String hll(BoundCall call) {
    long lgK = Sketches.lgK(call, 1);
    String type = Sketches.hllType(call, 2);
    return Sketches.is(call.type(0), SqlType.HLL_SKETCH)
        ? "druid_hll_merge(%s, %d, %s)".formatted(Sketches.collectedSketches(call), lgK, type)
        : "druid_hll_build(%s, '%s', %d, %s)"
            .formatted(Sketches.collectedValues(call), Sketches.kind(call, 0), lgK, type);
  }

  static String theta(BoundCall call) {
    long size = Sketches.size(call, 1);
    return Sketches.is(call.type(0), SqlType.THETA_SKETCH)
        ? "druid_theta_combine(%s, 'union', %d)".formatted(Sketches.collectedSketches(call), size)
        : "druid_theta_build(%s, '%s', %d)"
            .formatted(Sketches.collectedValues(call), Sketches.kind(call, 0), size);
  }

  private static String quantiles(BoundCall call, int kIndex) {
    long k = Sketches.k(call, kIndex);
    return Sketches.is(call.type(0), SqlType.QUANTILES_SKETCH)
        ? "druid_quantiles_merge(%s, %d)".formatted(Sketches.collectedSketches(call), k)
        : "druid_quantiles_build(%s, %d)".formatted(Sketches.collectedNumbers(call), k);
  }

  // Of plain numbers the engine gives the exact quantile, which is what small sketches give.
  private static String quantile(BoundCall call) {
    double fraction = Sketches.fraction(call, 1);
    String sketch = quantiles(call, 2);
    return Sketches.is(call.type(0), SqlType.QUANTILES_SKETCH)
        ? "druid_quantiles_at(%s, %s::DOUBLE)".formatted(sketch, fraction)
        : "coalesce(quantile_disc(%s, %s::DOUBLE)%s, CAST('NaN' AS DOUBLE))"
            .formatted(Sketches.real(call), fraction, call.over());
  }

  private static String interpolated(BoundCall call) {
    if (call.size() > 2) {
      WholeLiterals.between(call, 2, "resolution", 1, Integer.MAX_VALUE);
    }
    return "druid_quantile_interpolated(%s, %s::DOUBLE)"
        .formatted(Sketches.collectedNumbers(call), Sketches.fraction(call, 1));
  }

  private static String buckets(BoundCall call) {
    String mode =
        call.size() < 6
            ? "ignore"
            : call.text(5)
                .filter(List.of("ignore", "overflow", "clip")::contains)
                .orElseThrow(
                    () -> call.fault(5, "The outliers have to be 'ignore', 'overflow' or 'clip'"));
    double low = bound(call, 3);
    double high = bound(call, 4);
    if (low >= high) {
      throw call.fault(4, "The upper limit has to be above the lower limit");
    }
    return "druid_quantile_of_buckets(%s, %s::DOUBLE, %d, %s::DOUBLE, %s::DOUBLE, '%s')"
        .formatted(
            Sketches.collectedNumbers(call),
            Sketches.fraction(call, 1),
            WholeLiterals.between(call, 2, "number of buckets", 1, 1_000_000),
            low,
            high,
            mode);
  }

  private static double bound(BoundCall call, int index) {
    return Sketches.number(call.operand(index))
        .orElseThrow(() -> call.fault(index, "The limits have to be number literals"));
  }

  private static String tuple(BoundCall call) {
    int last = call.size() - 1;
    boolean sized = last > 0 && WholeLiterals.of(call.operand(last)).isPresent();
    long size = Sketches.size(call, sized ? last : call.size());
    int end = sized ? last : call.size();
    if (Sketches.is(call.type(0), SqlType.TUPLE_SKETCH)) {
      return "druid_tuple_combine(%s, 'union', %d)"
          .formatted(Sketches.collectedSketches(call), size);
    }
    if (end < 2) {
      throw call.fault(0, "DS_TUPLE_DOUBLES takes a sketch, or a key and numbers");
    }
    boolean several = call.isMultiValue(0);
    StringBuilder row =
        new StringBuilder("{'k': " + (several ? "key_text" : Casts.toText(call, 0)));
    for (int i = 1; i < end; i++) {
      if (!Typing.isNumber(call.type(i))) {
        throw call.fault(i, "DS_TUPLE_DOUBLES adds up numbers");
      }
      row.append(", 'm%d': CAST(%s AS DOUBLE)".formatted(i - 1, call.arg(i)));
    }
    // Each text of a row is a key of its numbers.
    String rows =
        several
            ? "flatten(list(list_transform(druid_mv_values(%s), lambda key_text: %s}))%s)"
                .formatted(call.render(call.operand(0)), row, call.over())
            : "list(%s})%s".formatted(row, call.over());
    return "druid_tuple_build(coalesce(CAST(to_json(%s) AS VARCHAR), ''), %d, %d)"
        .formatted(rows, end - 1, size);
  }

  private static String bloom(BoundCall call) {
    return "druid_bloom_build(%s, '%s', coalesce(bool_or(%s IS NULL)%s, false), %d)"
        .formatted(
            Sketches.collectedValues(call),
            Sketches.kind(call, 0),
            call.arg(0),
            call.over(),
            WholeLiterals.between(call, 1, "number of entries", 1, 10_000_000));
  }
}
