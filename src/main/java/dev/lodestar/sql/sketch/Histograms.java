package dev.lodestar.sql.sketch;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Quantiles between values, as Druid's older histogram aggregates give them. */
final class Histograms {
  private Histograms() {}

  /**
   * The quantile of numbers with commas between them: as far into the sorted values as the fraction
   * says, in a straight line between neighbours; NaN for none.
   */
  static double interpolated(String values, double fraction) {
    double[] sorted = SketchText.reals(values);
    if (sorted.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(sorted);
    double position = Math.min(Math.max(fraction * sorted.length, 1), sorted.length);
    int before = (int) Math.floor(position);
    double low = sorted[before - 1];
    double high = sorted[Math.min(before, sorted.length - 1)];
    return (float) (low + (position - before) * (high - low));
  }

  /**
   * The quantile from counts in buckets of equal width; 0 for no value.
   *
   * @param mode {@code clip} moves outliers into the first or last bucket, the others leave them
   *     out
   */
  static double fromBuckets(
      String values, double fraction, long buckets, double low, double high, String mode) {
    long[] counts = new long[(int) buckets];
    double width = (high - low) / buckets;
    for (double value : kept(values, low, high, mode)) {
      counts[(int) Math.min((value - low) / width, buckets - 1.0)]++;
    }
    double wanted = fraction * Arrays.stream(counts).sum();
    double before = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0 && before + counts[i] >= wanted) {
        return (float) (low + width * (i + (wanted - before) / counts[i]));
      }
      before += counts[i];
    }
    return 0;
  }

  private static double[] kept(String values, double low, double high, String mode) {
    DoubleStream all =
        Arrays.stream(SketchText.reals(values)).filter(value -> !Double.isNaN(value));
    return mode.equals("clip")
        ? all.map(value -> Math.min(Math.max(value, low), high)).toArray()
        : all.filter(value -> value >= low && value < high).toArray();
  }
}
