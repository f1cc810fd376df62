package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever the rows, the dimensions and the resolution: queries over stored measures say what the
 * same queries say over the rows themselves.
 *
 * <p>{@code -Dlodestar.rollup.tries} says how many tables are tried, {@code -Dlodestar.rollup.seed}
 * which come first.
 */
@QuarkusTest
class RollupPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START = Instant.parse("2026-03-28T00:00:00Z").toEpochMilli();
  private static final int SPAN_MILLIS = 3 * 24 * 3600 * 1000;
  private static final List<String> CITIES =
      Arrays.asList("A", "B", "", "größe \"x\" \\ 'y'", "NULL", null);

  private static final Map<String, String> FLOORS = floors();

  private static final String MEASURES =
      """
      n:long:COUNT(*), s:long:SUM("amount"), lo:long:MIN("amount"), hi:long:MAX("amount"),
      p:double:SUM("price"), plo:double:MIN("price"), phi:double:MAX("price"),
      users:HLLSketch:APPROX_COUNT_DISTINCT("user"), theta:thetaSketch:DS_THETA("user"),
      q:quantilesDoublesSketch:DS_QUANTILES_SKETCH("price"),
      first:longStringPair:EARLIEST_BY("user", TIME_PARSE("ts")),
      last:longStringPair:LATEST_BY("user", TIME_PARSE("ts")), v:variance:VARIANCE("price")""";

  private static final String RAW =
      """
      COUNT(*), COUNT(*), SUM(amount), MIN(amount), MAX(amount), SUM(price), MIN(price), MAX(price),
      COUNT(DISTINCT "user"), APPROX_COUNT_DISTINCT_DS_THETA("user"), APPROX_QUANTILE_DS(price, 0.5),
      EARLIEST("user"), LATEST("user"), VAR_POP(price), VAR_SAMP(price), STDDEV(price)""";

  private static final String STORED =
      """
      SUM("__count"), SUM(n), SUM(s), MIN(lo), MAX(hi), SUM(p), MIN(plo), MAX(phi),
      COUNT(DISTINCT users), APPROX_COUNT_DISTINCT_DS_THETA(theta), APPROX_QUANTILE_DS(q, 0.5),
      EARLIEST("first"), LATEST("last"), VAR_POP(v), VAR_SAMP(v), STDDEV(v)""";

  /** What a table declares of its times, and what that makes of a time. */
  private static Map<String, String> floors() {
    Map<String, String> floors = new LinkedHashMap<>();
    floors.put("'timeResolution': 'millisecond'", "__time");
    floors.put("'timeResolution': 'second'", "TIME_FLOOR(__time, 'PT1S')");
    floors.put("'timeResolution': 'fifteen_minute'", "TIME_FLOOR(__time, 'PT15M')");
    floors.put("'timeResolution': 'hour'", "FLOOR(__time TO HOUR)");
    floors.put("'timeResolution': 'day'", "FLOOR(__time TO DAY)");
    floors.put(
        "'timeResolution': 'week', 'partitioningGranularity': 'month'", "FLOOR(__time TO WEEK)");
    floors.put("'timeResolution': 'all'", "FLOOR(__time TO DAY)");
    floors.put(
        "'timeResolution': 'all', 'partitioningGranularity': 'all'", "MILLIS_TO_TIMESTAMP(0)");
    floors.put(
        "'queryGranularity': {'type': 'period', 'period': 'PT1H30M'}",
        "TIME_FLOOR(__time, 'PT1H30M')");
    floors.put(
        "'queryGranularity': {'type': 'period', 'period': 'P1D', 'timeZone': 'Europe/Berlin'}",
        "TIME_FLOOR(__time, 'P1D', NULL, 'Europe/Berlin')");
    floors.put(
        "'queryGranularity': {'type': 'period', 'period': 'PT6H', 'origin': '2026-01-01T01:00:00Z'}",
        "TIME_FLOOR(__time, 'PT6H', TIMESTAMP '2026-01-01 01:00:00')");
    return floors;
  }

  @Test
  void storedMeasuresAnswerAsTheRowsThemselves() {
    int tries = Integer.getInteger("lodestar.rollup.tries", 12);
    long seed = Long.getLong("lodestar.rollup.seed", 1);
    for (long i = seed; i < seed + tries; i++) {
      check(i);
    }
  }

  private static void check(long seed) {
    Random random = new Random(seed);
    List<String> floors = List.copyOf(FLOORS.keySet());
    String declared = floors.get((int) (seed % floors.size()));
    List<String> dimensions =
        List.of("city", "kind").stream().filter(name -> random.nextBoolean()).toList();
    String raw = unique("raw");
    String stored = unique("stored");
    create(stored, declared, dimensions);
    int jobs = random.nextInt(1, 3);
    List<String> lines = lines(random, random.nextInt(1, 60));
    for (int job = 0; job < jobs; job++) {
      int from = job * lines.size() / jobs;
      int to = (job + 1) * lines.size() / jobs;
      if (from < to) {
        String data = String.join("\n", lines.subList(from, to));
        Api.completed(detail(raw, data));
        Api.completed(rollup(stored, data, dimensions));
      }
    }

    String what = "seed %d: %s by %s".formatted(seed, declared, dimensions);
    same(what, query(RAW, raw, ""), query(STORED, stored, ""));
    for (String dimension : dimensions) {
      same(what, query(RAW, raw, dimension), query(STORED, stored, dimension));
    }
    same(what, query(RAW, raw, FLOORS.get(declared)), query(STORED, stored, "__time"));
    if (jobs == 1) {
      String keys =
          java.util.stream.Stream.concat(
                  java.util.stream.Stream.of(FLOORS.get(declared)), dimensions.stream())
              .collect(Collectors.joining(", "));
      assertThat(Api.count(stored))
          .as(what)
          .isEqualTo(rows("SELECT 1 FROM \"%s\" GROUP BY %s".formatted(raw, keys)).size());
    }
  }

  private static List<List<Object>> query(String aggregates, String table, String key) {
    return rows(
        key.isEmpty()
            ? "SELECT %s FROM \"%s\"".formatted(aggregates, table)
            : "SELECT %s, %s FROM \"%s\" GROUP BY %s ORDER BY 1"
                .formatted(key, aggregates, table, key));
  }

  private static void same(String what, List<List<Object>> expected, List<List<Object>> actual) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).size(); j++) {
        Object wanted = expected.get(i).get(j);
        if (wanted instanceof Float number) {
          assertThat((Float) actual.get(i).get(j))
              .as("%s, row %d, column %d", what, i, j)
              .isCloseTo(number, within(Math.abs(number) * 1e-5f));
        } else {
          assertThat(actual.get(i).get(j))
              .as("%s, row %d, column %d", what, i, j)
              .isEqualTo(wanted);
        }
      }
    }
  }

  private static List<String> lines(Random random, int count) {
    return random
        .ints(0, SPAN_MILLIS)
        .distinct()
        .limit(count)
        .mapToObj(offset -> line(random, START + offset))
        .toList();
  }

  private static String line(Random random, long time) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("ts", Instant.ofEpochMilli(time).toString());
    row.put("city", CITIES.get(random.nextInt(CITIES.size())));
    row.put("kind", random.nextInt(4) == 0 ? null : random.nextLong(3) - 1);
    row.put("amount", random.nextInt(5) == 0 ? null : random.nextLong(2001) - 1000);
    row.put("price", random.nextInt(5) == 0 ? null : (random.nextInt(4001) - 2000) / 4.0);
    row.put("user", random.nextInt(6) == 0 ? null : "u" + random.nextInt(20));
    try {
      return JSON.writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing a row", e);
    }
  }

  private static List<String[]> measures() {
    return Arrays.stream(MEASURES.split(",(?=\\s+\\w+:)"))
        .map(text -> text.strip().split(":", 3))
        .toList();
  }

  private static void create(String name, String declared, List<String> dimensions) {
    List<String> columns = new ArrayList<>();
    for (String dimension : dimensions) {
      columns.add(
          "{'type': 'dimension', 'name': '%s', 'dataType': '%s'}"
              .formatted(dimension, dimension.equals("kind") ? "long" : "string"));
    }
    for (String[] measure : measures()) {
      columns.add(
          "{'type': 'measure', 'name': '%s', 'dataType': '%s'}".formatted(measure[0], measure[1]));
    }
    given()
        .contentType(ContentType.JSON)
        .body(
            "{'name': '%s', 'type': 'aggregate', %s, 'schema': %s}"
                .formatted(name, declared, columns)
                .replace('\'', '"'))
        .post(TABLES)
        .then()
        .statusCode(201);
  }

  private static JobRequest fields(String table, String data) {
    return JobRequest.inline(table, data)
        .time()
        .field("city", "string")
        .field("kind", "long")
        .field("amount", "long")
        .field("price", "double")
        .field("user", "string");
  }

  private static JobRequest detail(String table, String data) {
    JobRequest job = fields(table, data);
    List.of("city", "kind", "amount", "price", "user")
        .forEach(name -> job.map(name, '"' + name + '"'));
    return job;
  }

  private static JobRequest rollup(String table, String data, List<String> dimensions) {
    JobRequest job = fields(table, data);
    IntStream.range(0, dimensions.size())
        .forEach(i -> job.map(dimensions.get(i), '"' + dimensions.get(i) + '"'));
    measures().forEach(measure -> job.map(measure[0], measure[2]));
    return job;
  }
}
