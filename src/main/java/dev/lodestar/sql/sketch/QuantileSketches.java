package dev.lodestar.sql.sketch;

import java.util.Arrays;
import org.apache.datasketches.quantiles.DoublesSketch;
import org.apache.datasketches.quantiles.DoublesUnion;
import org.apache.datasketches.quantiles.UpdateDoublesSketch;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * Quantiles sketches of doubles. A quantile is the smallest value whose rank reaches the fraction;
 * ranks and shares count the values below a point. An empty sketch answers NaN.
 */
final class QuantileSketches {
  private QuantileSketches() {}

  /** A sketch of numbers with commas between them. */
  static String build(String values, long k) {
    UpdateDoublesSketch sketch = DoublesSketch.builder().setK((int) k).build();
    SketchText.forEachReal(values, sketch::update);
    return encode(sketch);
  }

  /** The union of sketches with commas between them. */
  static String merge(String sketches, long k) {
    DoublesUnion union = DoublesUnion.builder().setMaxK((int) k).build();
    for (String sketch : SketchText.parts(sketches)) {
      if (!sketch.isEmpty()) {
        union.union(read(sketch));
      }
    }
    return encode(union.getResult());
  }

  static double quantile(String sketch, double fraction) {
    DoublesSketch read = read(sketch);
    return read.isEmpty()
        ? Double.NaN
        : read.getQuantile(fraction, QuantileSearchCriteria.INCLUSIVE);
  }

  /** The quantiles at fractions with commas between them. */
  static String quantiles(String sketch, String fractions) {
    double[] wanted = SketchText.reals(fractions);
    DoublesSketch read = read(sketch);
    return SketchText.array(
        read.isEmpty()
            ? unknown(wanted.length)
            : read.getQuantiles(wanted, QuantileSearchCriteria.INCLUSIVE));
  }

  /** How many values fall between the points. */
  static String histogram(String sketch, String points) {
    double[] split = SketchText.reals(points);
    DoublesSketch read = read(sketch);
    if (read.isEmpty()) {
      return SketchText.array(unknown(split.length + 1));
    }
    double[] shares = read.getPMF(split, QuantileSearchCriteria.EXCLUSIVE);
    return SketchText.array(Arrays.stream(shares).map(share -> share * read.getN()).toArray());
  }

  /** The shares of the values below each point, and 1. */
  static String shares(String sketch, String points) {
    double[] split = SketchText.reals(points);
    DoublesSketch read = read(sketch);
    return SketchText.array(
        read.isEmpty()
            ? unknown(split.length + 1)
            : read.getCDF(split, QuantileSearchCriteria.EXCLUSIVE));
  }

  static double rank(String sketch, double value) {
    DoublesSketch read = read(sketch);
    return read.isEmpty() ? Double.NaN : read.getRank(value, QuantileSearchCriteria.EXCLUSIVE);
  }

  static double count(String sketch) {
    return read(sketch).getN();
  }

  static String describe(String sketch) {
    return read(sketch).toString();
  }

  static DoublesSketch read(String sketch) {
    return DoublesSketch.heapify(SketchText.decode(sketch));
  }

  private static double[] unknown(int count) {
    double[] unknown = new double[count];
    Arrays.fill(unknown, Double.NaN);
    return unknown;
  }

  private static String encode(DoublesSketch sketch) {
    return SketchText.encode(sketch.toByteArray());
  }
}
