package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.type.ComplexType;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.StringJoiner;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Functions that read sketches. Source: data-plane specification, 9.6 and 9.8.
 *
 * <p>Lists of numbers that Druid returns as text stay text, in its form.
 */
final class SketchFunctions {
  private static final SqlOperandTypeChecker SOME =
      OperandTypes.variadic(SqlOperandCountRanges.from(1));
  private static final SqlReturnTypeInference REALS =
      call -> {
        RelDataTypeFactory factory = call.getTypeFactory();
        RelDataType real = factory.createSqlType(SqlTypeName.DOUBLE);
        return factory.createTypeWithNullability(factory.createArrayType(real, -1), true);
      };
  private static final Map<String, SqlType> DECODED =
      Map.of(
          "HLLSketch", SqlType.HLL_SKETCH,
          "thetaSketch", SqlType.THETA_SKETCH,
          "quantilesDoublesSketch", SqlType.QUANTILES_SKETCH,
          "arrayOfDoublesSketch", SqlType.TUPLE_SKETCH);
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "hyperUnique",
          "serializablePairLongString",
          "KllDoublesSketch",
          "KllFloatsSketch",
          "variance",
          "bloom",
          "approximateHistogram",
          "fixedBucketsHistogram",
          "momentSketch",
          "tDigestSketch",
          "compressedBigDecimal");
  private static final String HLL = "(SELECT DS_HLL(s) FROM example)";
  private static final String THETA = "(SELECT DS_THETA(s) FROM example)";
  private static final String QUANTILES = "(SELECT DS_QUANTILES_SKETCH(x) FROM example)";
  private static final String TUPLE = "(SELECT DS_TUPLE_DOUBLES(s, x) FROM example)";

  static final List<DruidFunction> ALL =
      List.of(
          function("HLL_SKETCH_ESTIMATE(s[, round])")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .takes(SketchAggregates.any(1, 2))
              .renders(SketchFunctions::hllEstimate)
              .example("HLL_SKETCH_ESTIMATE(" + HLL + ", TRUE)", "2.0"),
          function("HLL_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS(s[, deviations])")
              .returns("DOUBLE ARRAY", REALS)
              .takes(SketchAggregates.any(1, 2))
              .renders(
                  call ->
                      reals(
                          "druid_hll_bounds(%s, %d)"
                              .formatted(
                                  Sketches.sketch(call, 0, SqlType.HLL_SKETCH), deviations(call))))
              .example(
                  "HLL_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS(DS_HLL(x), 2) FROM example WHERE x > 4",
                  "[0.0, 0.0, 0.0]"),
          function("HLL_SKETCH_UNION([lgK, type,] s0, s1, ...)")
              .returns("HLLSketch", Sketches.HLL)
              .takes(SOME)
              .nulls("NULL sketches are skipped")
              .renders(SketchFunctions::hllUnion)
              .example(
                  "HLL_SKETCH_ESTIMATE(HLL_SKETCH_UNION(%s, %s), TRUE)".formatted(HLL, HLL), "2.0"),
          function("HLL_SKETCH_TO_STRING(s)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(SketchAggregates.any(1, 1))
              .renders(
                  call ->
                      "druid_hll_describe(" + Sketches.sketch(call, 0, SqlType.HLL_SKETCH) + ")")
              .example("HLL_SKETCH_TO_STRING(" + HLL + ") LIKE '%Config K   : 12%'", "true"),
          function("THETA_SKETCH_ESTIMATE(s)")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .takes(SketchAggregates.any(1, 1))
              .renders(
                  call ->
                      "druid_theta_estimate("
                          + Sketches.sketch(call, 0, SqlType.THETA_SKETCH)
                          + ")")
              .example("THETA_SKETCH_ESTIMATE(" + THETA + ")", "2.0"),
          function("THETA_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS(s, deviations)")
              .returns("VARCHAR, a JSON object", Typing.MAYBE_VARCHAR)
              .takes(SketchAggregates.any(2, 2))
              .renders(
                  call ->
                      "druid_theta_bounds(%s, %d)"
                          .formatted(
                              Sketches.sketch(call, 0, SqlType.THETA_SKETCH), deviations(call)))
              .example(
                  "THETA_SKETCH_ESTIMATE_WITH_ERROR_BOUNDS(" + THETA + ", 1)",
                  "{\"estimate\":2.0,\"highBound\":2.0,\"lowBound\":2.0,\"numStdDev\":1}"),
          theta("THETA_SKETCH_UNION", "union", "2.0"),
          theta("THETA_SKETCH_INTERSECT", "intersect", "2.0"),
          theta("THETA_SKETCH_NOT", "not", "0.0"),
          function("DS_GET_QUANTILE(s, fraction)")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .takes(SketchAggregates.any(2, 2))
              .nulls("NaN for an empty sketch")
              .renders(
                  call ->
                      "druid_quantiles_at(%s, %s::DOUBLE)"
                          .formatted(quantiles(call), Sketches.fraction(call, 1)))
              .example("DS_GET_QUANTILE(" + QUANTILES + ", 1)", "4.0"),
          listed("DS_GET_QUANTILES(s, fraction, ...)", "list", ", 0, 0.5, 1)", "[1.0,2.0,4.0]"),
          listed("DS_HISTOGRAM(s, point, ...)", "histogram", ", 2, 4)", "[1.0,1.0,1.0]"),
          listed("DS_CDF(s, point, ...)", "shares", ", 1, 3)", "[0.0,0.6666666666666666,1.0]"),
          function("DS_RANK(s, value)")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .takes(SketchAggregates.any(2, 2))
              .nulls("NaN for an empty sketch")
              .renders(SketchFunctions::rank)
              .example("DS_RANK(" + QUANTILES + ", 3)", "0.6666666666666666"),
          function("DS_QUANTILE_SUMMARY(s)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(SketchAggregates.any(1, 1))
              .renders(call -> "druid_quantiles_describe(" + quantiles(call) + ")")
              .example("DS_QUANTILE_SUMMARY(" + QUANTILES + ") LIKE '%K%128%'", "true"),
          function("DS_TUPLE_DOUBLES_METRICS_SUM_ESTIMATE(s)")
              .returns("DOUBLE ARRAY", REALS)
              .takes(SketchAggregates.any(1, 1))
              .renders(
                  call ->
                      reals(
                          "druid_tuple_sums("
                              + Sketches.sketch(call, 0, SqlType.TUPLE_SKETCH)
                              + ")"))
              .example("DS_TUPLE_DOUBLES_METRICS_SUM_ESTIMATE(" + TUPLE + ")", "[7.0]"),
          tuple("DS_TUPLE_DOUBLES_UNION", "union", "[14.0]"),
          tuple("DS_TUPLE_DOUBLES_INTERSECT", "intersect", "[14.0]"),
          tuple("DS_TUPLE_DOUBLES_NOT", "not", "[0.0]"),
          function("BLOOM_FILTER_TEST(x, filter)")
              .returns("BOOLEAN", Typing.BOOLEAN)
              .takes(SketchAggregates.any(2, 2))
              .nulls("NULL is a value like others")
              .renders(SketchFunctions::bloomTest)
              .example(
                  "BLOOM_FILTER_TEST('zz', (SELECT BLOOM_FILTER(s, 10) FROM example))", "false"),
          function("DECODE_BASE64_COMPLEX(type, x)")
              .alias("COMPLEX_DECODE_BASE64")
              .returns("the sketch type", SketchFunctions::decoded)
              .takes(SketchAggregates.any(2, 2))
              .nulls("P; NULL for text that is not such a sketch")
              .renders(SketchFunctions::decode)
              .example(
                  "THETA_SKETCH_ESTIMATE(DECODE_BASE64_COMPLEX('thetaSketch', 'AQMDAAAezJM='))",
                  "0.0"));

  private SketchFunctions() {}

  private static DruidFunction theta(String name, String operation, String value) {
    return function(name + "([size,] s0, s1, ...)")
        .returns("thetaSketch", Sketches.THETA)
        .takes(SOME)
        .nulls("a NULL sketch is empty")
        .renders(call -> combine(call, operation))
        .example("THETA_SKETCH_ESTIMATE(%s(%s, %s))".formatted(name, THETA, THETA), value);
  }

  private static String combine(BoundCall call, String operation) {
    boolean sized = WholeLiterals.of(call.operand(0)).isPresent();
    long size = Sketches.size(call, sized ? 0 : call.size());
    return "druid_theta_combine(%s, '%s', %d)"
        .formatted(Sketches.joined(call, sized ? 1 : 0, SqlType.THETA_SKETCH), operation, size);
  }

  private static DruidFunction tuple(String name, String operation, String value) {
    return function(name + "(s0, s1, ...[, nominalEntries])")
        .returns("arrayOfDoublesSketch", Sketches.TUPLE)
        .takes(SOME)
        .renders(
            call -> {
              int last = call.size() - 1;
              boolean sized = WholeLiterals.of(call.operand(last)).isPresent();
              String all =
                  Sketches.joined(call, 0, sized ? last : call.size(), SqlType.TUPLE_SKETCH);
              return "druid_tuple_combine(%s, '%s', %d)"
                  .formatted(all, operation, Sketches.size(call, sized ? last : call.size()));
            })
        .example(
            "DS_TUPLE_DOUBLES_METRICS_SUM_ESTIMATE(%s(%s, %s))".formatted(name, TUPLE, TUPLE),
            value);
  }

  /** A function of a quantiles sketch and number literals whose value is a JSON array. */
  private static DruidFunction listed(
      String signature, String function, String operands, String value) {
    String name = signature.substring(0, signature.indexOf('('));
    return function(signature)
        .returns("VARCHAR, a JSON array", Typing.MAYBE_VARCHAR)
        .takes(SOME)
        .nulls("NaN for an empty sketch")
        .renders(
            call -> {
              String numbers = function.equals("list") ? fractions(call) : points(call);
              return "druid_quantiles_%s(%s, %s)".formatted(function, quantiles(call), numbers);
            })
        .example(name + "(" + QUANTILES + operands, value);
  }

  private static String fractions(BoundCall call) {
    StringJoiner all = new StringJoiner(",", "'", "'");
    for (int i = 1; i < call.size(); i++) {
      all.add(String.valueOf(Sketches.fraction(call, i)));
    }
    return all.toString();
  }

  private static String points(BoundCall call) {
    StringJoiner all = new StringJoiner(",", "'", "'");
    double before = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < call.size(); i++) {
      OptionalDouble point = Sketches.number(call.operand(i));
      if (point.isEmpty() || point.getAsDouble() <= before) {
        throw call.fault(i, "The points have to be number literals in ascending order");
      }
      before = point.getAsDouble();
      all.add(String.valueOf(before));
    }
    return all.toString();
  }

  private static String rank(BoundCall call) {
    if (!Typing.isNumber(call.type(1))) {
      throw call.fault(1, "DS_RANK takes a number");
    }
    return "druid_quantiles_rank(%s, CAST(%s AS DOUBLE))".formatted(quantiles(call), call.arg(1));
  }

  private static String quantiles(BoundCall call) {
    return Sketches.sketch(call, 0, SqlType.QUANTILES_SKETCH);
  }

  private static String hllEstimate(BoundCall call) {
    String estimate = "druid_hll_estimate(" + Sketches.sketch(call, 0, SqlType.HLL_SKETCH) + ")";
    if (call.size() == 1) {
      return estimate;
    }
    return "CASE WHEN %s THEN round(%s) ELSE %s END".formatted(call.arg(1), estimate, estimate);
  }

  private static String hllUnion(BoundCall call) {
    boolean sized = WholeLiterals.of(call.operand(0)).isPresent();
    long lgK = Sketches.lgK(call, sized ? 0 : call.size());
    String type = Sketches.hllType(call, sized ? 1 : call.size());
    return "druid_hll_merge(%s, %d, %s)"
        .formatted(Sketches.joined(call, sized ? 2 : 0, SqlType.HLL_SKETCH), lgK, type);
  }

  private static long deviations(BoundCall call) {
    return call.size() < 2 ? 1 : WholeLiterals.between(call, 1, "number of deviations", 1, 3);
  }

  private static String reals(String json) {
    return "CAST(CAST(%s AS JSON) AS DOUBLE[])".formatted(json);
  }

  private static String bloomTest(BoundCall call) {
    if (!Typing.isText(call.type(1)) && !SqlUtil.isNullLiteral(call.operand(1), true)) {
      throw call.fault(1, "The filter of BLOOM_FILTER_TEST has to be text");
    }
    String kind = Sketches.kind(call, 0);
    String value =
        kind.equals("S") ? call.arg(0) : "CAST(" + Sketches.number(call, 0) + " AS VARCHAR)";
    return "druid_bloom_test(coalesce(%s, ''), CASE WHEN %s IS NULL THEN 'N' ELSE '%s' END, %s)"
        .formatted(value, call.arg(0), kind, call.arg(1));
  }

  private static RelDataType decoded(SqlOperatorBinding call) {
    SqlCall node = ((SqlCallBinding) call).getCall();
    SqlParserPos at = node.getParserPosition();
    if (!(node.operand(0) instanceof SqlCharStringLiteral name)) {
      throw SqlFault.invalid("The type of a complex value has to be a text literal", at);
    }
    String type = name.getValueAs(String.class);
    SqlType kind = DECODED.get(type);
    if (kind != null) {
      return ComplexType.of(kind);
    }
    throw UNSUPPORTED.contains(type)
        ? SqlFault.notSupported("Complex values of type '%s' are not supported".formatted(type), at)
        : SqlFault.invalid(
            "Complex type '%s' does not exist; use one of %s"
                .formatted(type, DECODED.keySet().stream().sorted().toList()),
            at);
  }

  private static String decode(BoundCall call) {
    return "druid_sketch_decode(%s, CAST(%s AS VARCHAR))".formatted(call.arg(0), call.arg(1));
  }
}
