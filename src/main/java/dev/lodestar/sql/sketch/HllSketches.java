package dev.lodestar.sql.sketch;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/** HyperLogLog sketches. Texts are hashed as UTF-16, as Druid does by default. */
final class HllSketches {
  private HllSketches() {}

  /** A sketch of values in the form that {@link SketchText#forEach} reads. */
  static String build(String values, String kind, long lgK, String type) {
    HllSketch sketch = new HllSketch((int) lgK, TgtHllType.valueOf(type));
    SketchText.forEach(
        values, kind, text -> sketch.update(text.toCharArray()), sketch::update, sketch::update);
    return encode(sketch);
  }

  /** The union of sketches with commas between them. */
  static String merge(String sketches, long lgK, String type) {
    Union union = new Union((int) lgK);
    for (String sketch : SketchText.parts(sketches)) {
      if (!sketch.isEmpty()) {
        union.update(read(sketch));
      }
    }
    return encode(union.getResult(TgtHllType.valueOf(type)));
  }

  static double estimate(String sketch) {
    return read(sketch).getEstimate();
  }

  /** Estimate, lower and upper bound. */
  static String bounds(String sketch, long deviations) {
    HllSketch read = read(sketch);
    int n = (int) deviations;
    return SketchText.array(read.getEstimate(), read.getLowerBound(n), read.getUpperBound(n));
  }

  static String describe(String sketch) {
    return read(sketch).toString();
  }

  static HllSketch read(String sketch) {
    return HllSketch.heapify(SketchText.decode(sketch));
  }

  private static String encode(HllSketch sketch) {
    return SketchText.encode(sketch.toCompactByteArray());
  }
}
