package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantiles.DoublesSketch;
import org.apache.datasketches.theta.Sketches;
import org.apache.datasketches.theta.UpdateSketch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Sketches that statements make, held against the library and against other makers' sketches. */
@TestInstance(Lifecycle.PER_CLASS)
class SketchesTest {
  private static final int MANY = 100_000;

  /** The numbers 0 to 99,999 as {@code n}. */
  private static final String NUMBERS =
      """
      WITH d(i) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)), numbers AS (
        SELECT a.i + 10 * b.i + 100 * c.i + 1000 * e.i + 10000 * f.i AS n
        FROM d AS a, d AS b, d AS c, d AS e, d AS f)
      """;

  private EngineFixture engine;

  @BeforeAll
  void open() throws SQLException {
    engine = EngineFixture.open();
  }

  @AfterAll
  void close() throws SQLException {
    engine.close();
  }

  @Test
  void hllEstimatesWithinItsBounds() throws SQLException {
    HllSketch sketch = hll(only(NUMBERS + "SELECT DS_HLL(n, 14) FROM numbers"));

    assertThat(sketch.getLowerBound(3)).isLessThan(MANY);
    assertThat(sketch.getUpperBound(3)).isGreaterThan(MANY);
    assertThat(sketch.getLgConfigK()).isEqualTo(14);
  }

  @Test
  void thetaIsWhatTheLibraryMakesOfTheSameNumbers() throws SQLException {
    UpdateSketch expected = UpdateSketch.builder().setNominalEntries(4096).build();
    LongStream.range(0, MANY).forEach(expected::update);

    double estimate = theta(only(NUMBERS + "SELECT DS_THETA(n, 4096) FROM numbers"));

    assertThat(estimate).isEqualTo(expected.rebuild().getEstimate(), within(MANY * 0.05));
    assertThat(theta(only(NUMBERS + "SELECT DS_THETA(n, 131072) FROM numbers"))).isEqualTo(MANY);
  }

  @Test
  void quantilesAreNearTheTruth() throws SQLException {
    String sketch = only(NUMBERS + "SELECT DS_QUANTILES_SKETCH(n, 1024) FROM numbers");

    DoublesSketch read = DoublesSketch.wrap(memory(sketch));

    assertThat(read.getN()).isEqualTo(MANY);
    assertThat(read.getQuantile(0.9)).isCloseTo(90_000, within(1000.0));
  }

  @Test
  void countsTextsOfAnotherMakerOnce() throws SQLException {
    HllSketch made = new HllSketch(12);
    made.update("a".toCharArray());
    made.update("c".toCharArray());
    String other = Base64.getEncoder().encodeToString(made.toCompactByteArray());

    String estimate =
        only(
            "SELECT HLL_SKETCH_ESTIMATE(HLL_SKETCH_UNION(DS_HLL(s), ANY_VALUE("
                + "DECODE_BASE64_COMPLEX('HLLSketch', '%s'))), TRUE) FROM example"
                    .formatted(other));

    assertThat(estimate).isEqualTo("3.0");
  }

  @Test
  void countsExactlyWhereTheStatementAllowsAnEstimate() throws SQLException {
    String counts =
        only(
            NUMBERS
                + "SELECT APPROX_COUNT_DISTINCT(n) + APPROX_COUNT_DISTINCT_DS_HLL(n)"
                + " + APPROX_COUNT_DISTINCT_DS_THETA(n) FROM numbers");

    assertThat(counts).isEqualTo("300000");
  }

  @Test
  void mappingsDecodeSketchesForColumnsOfTheirType() {
    BoundExpression bound =
        new DruidSql()
            .bindExpression(
                "DECODE_BASE64_COMPLEX('thetaSketch', \"x\")",
                List.of(new Column("x", DataType.STRING)),
                EngineFixture.SETTINGS);

    assertThat(bound.type()).isEqualTo(SqlType.THETA_SKETCH);
    assertThat(bound.type().nativeName()).isEqualTo("COMPLEX<thetaSketch>");
  }

  @Test
  void estimatesTakeThePlaceOfSketchesOnRequest() throws SQLException {
    SqlSettings finalize =
        new SqlSettings(
            EngineFixture.SETTINGS.timeZone(),
            EngineFixture.SETTINGS.now(),
            EngineFixture.SETTINGS.outerLimit(),
            true,
            true,
            false,
            EngineFixture.SETTINGS.numbersInMax());
    String sql =
        "SELECT s, DS_THETA(x), DS_QUANTILES_SKETCH(x), DS_TUPLE_DOUBLES(s, x) FROM example"
            + " GROUP BY s ORDER BY s DESC";

    assertThat(engine.query(sql, List.of(), finalize))
        .containsExactly(
            List.of("b", "2.0", "2.0", "1.0"),
            List.of("a", "1.0", "1.0", "1.0"),
            List.of("NULL", "0.0", "0.0", "0.0"));
  }

  @Test
  void failsWhenCollectedBytesExceedTheirLimit() {
    assertThatThrownBy(() -> only("SELECT ARRAY_AGG(x, 20) FROM example"))
        .hasMessageContaining("collects more bytes than its size limit");
    assertThatThrownBy(() -> only(NUMBERS + "SELECT STRING_AGG(n, ',') FROM numbers"))
        .hasMessageContaining("collects more bytes than its size limit");
  }

  private String only(String sql) throws SQLException {
    return engine.query(sql).getFirst().getFirst();
  }

  private static HllSketch hll(String sketch) {
    return HllSketch.wrap(memory(sketch));
  }

  private static double theta(String sketch) {
    return Sketches.wrapSketch(memory(sketch)).getEstimate();
  }

  private static Memory memory(String sketch) {
    return Memory.wrap(Base64.getDecoder().decode(sketch));
  }
}
