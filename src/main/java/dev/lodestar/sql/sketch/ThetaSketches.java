package dev.lodestar.sql.sketch;

import java.util.List;
import java.util.Locale;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.theta.AnotB;
import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.Intersection;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Sketch;
import org.apache.datasketches.theta.Sketches;
import org.apache.datasketches.theta.Union;
import org.apache.datasketches.theta.UpdateSketch;

/** Theta sketches. Texts are hashed as UTF-8. */
final class ThetaSketches {
  private static final int COUNT_AT = 8;
  private static final int VERSION = 3;
  private static final int PREAMBLE_MASK = 0x3F;

  private ThetaSketches() {}

  /** A sketch of values in the form that {@link SketchText#forEach} reads. */
  static String build(String values, String kind, long size) {
    Union union = SetOperation.builder().setNominalEntries((int) size).buildUnion();
    SketchText.forEach(values, kind, union::update, union::update, union::update);
    return encode(union.getResult());
  }

  /**
   * Combines sketches with commas between them by {@code union}, {@code intersect} or {@code not}.
   */
  static String combine(String sketches, String operation, long size) {
    List<Sketch> all = SketchText.parts(sketches).stream().map(ThetaSketches::readOrEmpty).toList();
    return encode(
        switch (operation) {
          case "union" -> union(all, size);
          case "intersect" -> intersect(all, size);
          case "not" -> not(all, size);
          default -> throw new IllegalStateException("no operation: " + operation);
        });
  }

  static double estimate(String sketch) {
    return read(sketch).getEstimate();
  }

  /** Estimate and bounds as a JSON object. */
  static String bounds(String sketch, long deviations) {
    Sketch read = read(sketch);
    int n = (int) deviations;
    return String.format(
        Locale.ROOT,
        "{\"estimate\":%s,\"highBound\":%s,\"lowBound\":%s,\"numStdDev\":%d}",
        read.getEstimate(),
        read.getUpperBound(n),
        read.getLowerBound(n),
        n);
  }

  static Sketch read(String sketch) {
    Memory bytes = SketchText.decode(sketch);
    // The library would make room for as many entries as corrupt bytes say there are.
    boolean counted =
        bytes.getCapacity() > COUNT_AT + Integer.BYTES
            && bytes.getByte(1) == VERSION
            && (bytes.getByte(0) & PREAMBLE_MASK) > 1;
    if (counted && (long) bytes.getInt(COUNT_AT) * Long.BYTES > bytes.getCapacity()) {
      throw new IllegalArgumentException("not a theta sketch");
    }
    return Sketches.heapifySketch(bytes);
  }

  private static CompactSketch union(List<Sketch> sketches, long size) {
    Union union = SetOperation.builder().setNominalEntries((int) size).buildUnion();
    sketches.forEach(union::union);
    return union.getResult();
  }

  private static CompactSketch intersect(List<Sketch> sketches, long size) {
    Intersection common = SetOperation.builder().setNominalEntries((int) size).buildIntersection();
    sketches.forEach(common::intersect);
    return common.getResult();
  }

  private static CompactSketch not(List<Sketch> sketches, long size) {
    AnotB rest = SetOperation.builder().setNominalEntries((int) size).buildANotB();
    rest.setA(sketches.getFirst());
    sketches.subList(1, sketches.size()).forEach(rest::notB);
    return rest.getResult(true);
  }

  private static Sketch readOrEmpty(String sketch) {
    return sketch.isEmpty() ? UpdateSketch.builder().build() : read(sketch);
  }

  private static String encode(CompactSketch sketch) {
    return SketchText.encode(sketch.toByteArray());
  }
}
