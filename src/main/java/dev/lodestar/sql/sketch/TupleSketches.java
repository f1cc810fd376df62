package dev.lodestar.sql.sketch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesAnotB;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesIntersection;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesSetOperationBuilder;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesSketch;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesSketchIterator;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesSketches;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesUnion;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesUpdatableSketch;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesUpdatableSketchBuilder;

/** Tuple sketches: keys with doubles that add up. */
final class TupleSketches {
  private static final JsonMapper JSON = new JsonMapper();

  private TupleSketches() {}

  /**
   * A sketch of rows, a JSON array of objects with the key {@code k} and the values {@code m0} on.
   */
  static String build(String rows, long metrics, long size) {
    ArrayOfDoublesUpdatableSketch sketch =
        new ArrayOfDoublesUpdatableSketchBuilder()
            .setNominalEntries((int) size)
            .setNumberOfValues((int) metrics)
            .build();
    double[] values = new double[(int) metrics];
    for (JsonNode row : read(rows)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = row.path("m" + i).asDouble();
      }
      if (row.path("k").isTextual()) {
        sketch.update(row.path("k").asText(), values);
      }
    }
    return SketchText.encode(sketch.compact().toByteArray());
  }

  /**
   * Combines sketches with commas between them by {@code union}, {@code intersect} or {@code not}.
   */
  static String combine(String sketches, String operation, long size) {
    List<ArrayOfDoublesSketch> all =
        SketchText.parts(sketches).stream()
            .filter(sketch -> !sketch.isEmpty())
            .map(TupleSketches::sketch)
            .toList();
    int metrics = all.isEmpty() ? 1 : all.getFirst().getNumValues();
    ArrayOfDoublesSetOperationBuilder builder =
        new ArrayOfDoublesSetOperationBuilder()
            .setNominalEntries((int) size)
            .setNumberOfValues(metrics);
    return SketchText.encode(
        switch (operation) {
          case "union" -> union(builder.buildUnion(), all);
          case "intersect" -> intersect(builder.buildIntersection(), all);
          case "not" -> not(builder.buildAnotB(), all);
          default -> throw new IllegalStateException("no operation: " + operation);
        });
  }

  /** The estimated sum of each value over all keys. */
  static String sums(String sketch) {
    ArrayOfDoublesSketch read = sketch(sketch);
    double[] sums = new double[read.getNumValues()];
    ArrayOfDoublesSketchIterator entries = read.iterator();
    while (entries.next()) {
      double[] values = entries.getValues();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values[i];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= read.getTheta();
    }
    return SketchText.array(sums);
  }

  static double estimate(String sketch) {
    return sketch(sketch).getEstimate();
  }

  static ArrayOfDoublesSketch sketch(String sketch) {
    return ArrayOfDoublesSketches.heapifySketch(SketchText.decode(sketch));
  }

  private static byte[] union(ArrayOfDoublesUnion union, List<ArrayOfDoublesSketch> all) {
    all.forEach(union::union);
    return union.getResult().toByteArray();
  }

  private static byte[] intersect(
      ArrayOfDoublesIntersection common, List<ArrayOfDoublesSketch> all) {
    for (ArrayOfDoublesSketch sketch : all) {
      common.intersect(sketch, TupleSketches::sum);
    }
    return common.getResult().toByteArray();
  }

  private static byte[] not(ArrayOfDoublesAnotB rest, List<ArrayOfDoublesSketch> all) {
    ArrayOfDoublesSketch left = all.getFirst();
    for (ArrayOfDoublesSketch sketch : all.subList(1, all.size())) {
      rest.update(left, sketch);
      left = rest.getResult();
    }
    return left.toByteArray();
  }

  private static double[] sum(double[] left, double[] right) {
    double[] sums = left.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += right[i];
    }
    return sums;
  }

  private static JsonNode read(String rows) {
    try {
      return JSON.readTree(rows.isEmpty() ? "[]" : rows);
    } catch (IOException e) {
      throw new UncheckedIOException("reading rows of a tuple sketch", e);
    }
  }
}
