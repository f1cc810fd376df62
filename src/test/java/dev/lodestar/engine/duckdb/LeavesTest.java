package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.data.Column;
import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.LeafForm;
import dev.lodestar.data.LeafValue;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.StoredLeaf.Kind;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.function.JsonLeaves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaves of JSON columns in segment files give what their documents give. */
class LeavesTest {
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "{}",
          "[1]",
          "{\"a\":1}",
          "true",
          "false",
          "\"true\"",
          "\"12\"",
          "12",
          "1",
          "0",
          "1.0",
          "1e3",
          "1E3",
          "1e-5",
          "-0",
          "-0.0",
          "0.0",
          "0e0",
          "0.1",
          "1e15",
          "1e16",
          "1e17",
          "1.5e17",
          "123456789012345678",
          "1e22",
          "1e300",
          "1E400",
          "-1E400",
          "0.0001",
          "0.00001",
          "9007199254740993",
          "9007199254740993.0",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "18446744073709551616",
          "123456789012345678901234567890",
          "0.1234567890123456789",
          "4.35",
          "100000000000000.5",
          "999999999999999.9",
          "2.675",
          "\"\"",
          "\" 12\"",
          "\"1_0\"",
          "\"0x10\"",
          "\"+1\"",
          "\"nan\"",
          "\"NaN\"",
          "\"inf\"",
          "\"Infinity\"",
          "\"-0\"",
          "\"1.\"",
          "\".5\"",
          "\"1e2\"",
          "\"\\\"q\\\\\"",
          "\"\\u0000\"",
          "\"\u0301e\"",
          "\"\uD83D\uDE00\"",
          "\"2026-01-01\"");

  private static final List<Column> COLUMNS =
      List.of(column("__time", "timestamp"), column("j", "json"));

  @TempDir static Path folder;
  private static EngineFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new EngineFixture(folder);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  private static IngestResult ingest(List<String> documents) {
    return fixture.ingest(plan(documents));
  }

  private static IngestPlan plan(List<String> documents) {
    String lines =
        documents.stream()
            .map("{\"ts\":\"2026-01-01\",\"j\":%s}\n"::formatted)
            .collect(Collectors.joining());
    return EngineFixture.plan(List.of(fixture.file("j.json", lines)), column("j", "json"));
  }

  private static Set<List<String>> keys(IngestResult result) {
    return result.segments().stream()
        .flatMap(segment -> segment.leaves().stream())
        .map(stored -> stored.leaf().keys())
        .collect(Collectors.toSet());
  }

  private static JsonLeaf leaf(String... keys) {
    return new JsonLeaf("j", List.of(keys));
  }

  private static SegmentScan scan(Set<LeafValue> wanted, List<Column> columns, FileGroup... files) {
    return SegmentScan.of(columns, Set.of(), wanted, List.of(files));
  }

  private static FileGroup files(IngestResult result, Set<StoredLeaf> held) {
    return new FileGroup(
        COLUMNS, Set.of(), held, result.segments().stream().map(StagedSegment::file).toList());
  }

  private static FileGroup files(IngestResult result) {
    return files(result, result.segments().getFirst().leaves());
  }

  /** What a leaf is as text, and beside it what its document gives. */
  private static List<List<@Nullable Object>> both(JsonLeaf leaf, FileGroup files) {
    return both(new LeafValue(leaf, LeafForm.TEXT), files);
  }

  private static List<List<@Nullable Object>> both(LeafValue leaf, FileGroup... files) {
    String rows = fixture.engine.scanSql(scan(Set.of(leaf), COLUMNS, files));
    SqlType type =
        switch (leaf.form()) {
          case TEXT -> SqlType.VARCHAR;
          case LONG -> SqlType.BIGINT;
          case DOUBLE -> SqlType.DOUBLE;
        };
    return fixture.rows(
        "SELECT %s, %s, CAST(j AS VARCHAR) FROM %s"
            .formatted(SqlText.name(leaf.hiddenColumn()), JsonLeaves.value("\"j\"", leaf), rows),
        type,
        type,
        SqlType.VARCHAR);
  }

  private static void assertAlike(LeafValue leaf, FileGroup... files) {
    assertThat(both(leaf, files))
        .as("%s", leaf)
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.get(0)).as("%s", row.get(2)).isEqualTo(row.get(1)));
  }

  private static StoredLeaf stored(IngestResult result, String... keys) {
    return result.segments().stream()
        .flatMap(segment -> segment.leaves().stream())
        .filter(known -> known.leaf().equals(leaf(keys)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsSingleValuesBelowKeysOnly() {
    IngestResult result =
        ingest(
            List.of(
                "{\"a\":1,\"b\":{\"c\":\"x\",\"d\":{\"e\":true}},\"l\":[{\"m\":1}],\"n\":null,\"\":1,\"*\":2}",
                "[1,{\"z\":1}]",
                "5",
                "null"));

    assertThat(keys(result))
        .containsExactlyInAnyOrder(List.of("a"), List.of("b", "c"), List.of("b", "d", "e"));
  }

  @Test
  void leavesOutWhatIsRareOrLong() {
    List<String> documents = new ArrayList<>();
    IntStream.range(0, 300)
        .mapToObj(i -> "{\"often\":1,\"long\":\"%s\"}".formatted("x".repeat(300)))
        .forEach(documents::add);
    documents.addAll(List.of("{\"rare\":1}", "{\"rare\":2}"));

    assertThat(keys(ingest(documents))).containsExactly(List.of("often"));
  }

  @Test
  void boundsTheLeavesOfAColumn() {
    String many =
        IntStream.range(0, 500).mapToObj("\"k%d\":1"::formatted).collect(Collectors.joining(","));

    assertThat(keys(ingest(List.of("{" + many + "}")))).hasSize(LeafTally.LEAVES_MAX);
  }

  @Test
  void tellsKeysApartThatDifferInCase() {
    IngestResult result = ingest(List.of("{\"a\":1,\"A\":2}"));

    assertThat(both(leaf("a"), files(result))).first(LIST).startsWith("1", "1");
    assertThat(both(leaf("A"), files(result))).first(LIST).startsWith("2", "2");
  }

  @Test
  void readsFilesWithAndWithoutALeafAsOneTable() {
    IngestResult with = ingest(List.of("{\"a\":\"x\"}"));
    IngestResult without = ingest(List.of("{\"a\":\"y\"}"));
    FileGroup older = new FileGroup(List.of(COLUMNS.getFirst()), files(with).files());
    LeafValue wanted = new LeafValue(leaf("a"), LeafForm.TEXT);
    SegmentScan scan = scan(Set.of(wanted), COLUMNS, files(with), files(without, Set.of()), older);

    assertThat(
            fixture.rows(
                "SELECT %s FROM %s ORDER BY 1"
                    .formatted(SqlText.name(wanted.hiddenColumn()), fixture.engine.scanSql(scan)),
                SqlType.VARCHAR))
        .hasToString("[[null], [x], [y]]");
  }

  @Test
  void keepsLeavesWhenRowsAreSorted() {
    IngestPlan plan = plan(List.of("{\"a\":\"x\",\"b\":2}"));
    IngestPlan sorted =
        new IngestPlan(
            plan.files(),
            plan.format(),
            plan.fields(),
            plan.time(),
            plan.projections(),
            plan.filter(),
            plan.partitioning(),
            List.of("__time"),
            plan.parseExceptionsMax());

    IngestResult result = fixture.ingest(sorted);

    assertThat(keys(result)).hasSize(2);
    assertThat(both(leaf("a"), files(result))).first(LIST).startsWith("x", "x");
  }

  @Test
  void readsATextColumnThatBecameJsonFromItsText() {
    IngestPlan text =
        EngineFixture.plan(
            List.of(fixture.file("t", "{\"ts\":\"2026-01-01\",\"j\":\"{\\\"a\\\":7}\"}")),
            column("j", "string"));
    FileGroup stored =
        new FileGroup(
            List.of(COLUMNS.getFirst(), column("j", "string")),
            fixture.ingest(text).segments().stream().map(StagedSegment::file).toList());

    assertThat(both(leaf("a"), stored)).first(LIST).startsWith("7", "7");
  }

  @Test
  void holdsValuesAsWhatTheyMostlyAre() {
    IngestResult result =
        ingest(
            List.of(
                "{\"l\":1,\"d\":1.0,\"n\":1,\"b\":true,\"s\":\"1\",\"m\":\"x\",\"h\":1e300}",
                "{\"l\":-9223372036854775808,\"d\":2.5,\"n\":2.5,\"b\":false,\"s\":\"2\",\"m\":1}"));

    assertThat(result.segments().getFirst().leaves())
        .containsExactlyInAnyOrder(
            new StoredLeaf(leaf("l"), Kind.LONG, false),
            new StoredLeaf(leaf("d"), Kind.DOUBLE, false),
            new StoredLeaf(leaf("n"), Kind.NUMBER, false),
            new StoredLeaf(leaf("b"), Kind.BOOLEAN, false),
            StoredLeaf.text(leaf("s")),
            StoredLeaf.text(leaf("m")),
            StoredLeaf.text(leaf("h")));
  }

  @Test
  void tellsFilesWithOtherValuesFromFilesWithout() {
    List<String> documents = new ArrayList<>();
    IntStream.range(0, 30).mapToObj("{\"a\":%d}"::formatted).forEach(documents::add);
    String lines =
        documents.stream()
            .map("{\"ts\":\"2026-01-01\",\"j\":%s}\n"::formatted)
            .collect(Collectors.joining("", "", "{\"ts\":\"2026-01-02\",\"j\":{\"a\":\"1\"}}\n"));
    IngestResult result =
        fixture.ingest(
            EngineFixture.plan(List.of(fixture.file("j.json", lines)), column("j", "json")));

    assertThat(result.segments())
        .flatExtracting(StagedSegment::leaves)
        .containsExactlyInAnyOrder(
            new StoredLeaf(leaf("a"), Kind.LONG, false),
            new StoredLeaf(leaf("a"), Kind.LONG, true));
  }

  /** Values that print in their own way, at a place where nearly all are of another kind. */
  @ParameterizedTest
  @ValueSource(strings = {"7", "7.25", "2.0", "true", "\"x\""})
  void givesWhatDocumentsGiveAmongValuesOfOneKind(String usual) {
    List<String> documents = new ArrayList<>();
    for (String value : ODD_VALUES) {
      documents.add("{\"a\":%s}".formatted(value));
      documents.addAll(Collections.nCopies(40, "{\"a\":%s}".formatted(usual)));
    }
    IngestResult result = ingest(documents);

    assertThat(stored(result, "a").isMixed()).isEqualTo(!usual.startsWith("\""));
    for (LeafForm form : LeafForm.values()) {
      assertAlike(new LeafValue(leaf("a"), form), files(result));
    }
  }

  @Test
  void mixesKindsOfFilesInOneTable() {
    FileGroup[] files =
        Stream.of("7", "7.5", "[7.5,8]", "true", "\"7\"", "1e300", "null")
            .map(
                value ->
                    files(
                        ingest(
                            value.startsWith("[")
                                ? List.of("{\"a\":7.5}", "{\"a\":8}")
                                : List.of("{\"a\":%s}".formatted(value), "{\"a\":{}}"))))
            .toArray(FileGroup[]::new);

    assertThat(files)
        .extracting(group -> group.leaves().stream().map(StoredLeaf::kind).toList())
        .contains(
            List.of(Kind.LONG),
            List.of(Kind.DOUBLE),
            List.of(Kind.NUMBER),
            List.of(Kind.BOOLEAN),
            List.of(Kind.TEXT),
            List.of());
    for (LeafForm form : LeafForm.values()) {
      assertAlike(new LeafValue(leaf("a"), form), files);
    }
  }

  @Test
  void givesWhatDocumentsGiveForRandomDocuments() {
    Random random = new Random(7);
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      documents.add(object(random, 3).toString());
    }
    documents.addAll(List.of("{\"a\":1e5,\"b.c\":-0.0}", "{\"a\":1E400}", "{\"a\":1,\"a\":2}"));
    IngestResult result = ingest(documents);
    Set<StoredLeaf> leaves = result.segments().getFirst().leaves();

    assertThat(leaves).hasSize(LeafTally.LEAVES_MAX);
    assertThat(leaves).extracting(StoredLeaf::kind).contains(Kind.LONG, Kind.NUMBER, Kind.TEXT);
    for (StoredLeaf stored : leaves) {
      for (LeafForm form : LeafForm.values()) {
        assertAlike(new LeafValue(stored.leaf(), form), files(result));
      }
      assertThat(both(stored.leaf(), files(result)))
          .as("%s", stored)
          .anySatisfy(row -> assertThat(row.get(0)).isNotNull());
    }
  }

  private static final List<String> KEYS =
      List.of("a", "A", "b.c", "d e", "f\"g", "h\\i", "j'k", "é", "😀", "[0]", "$", "x*y", "\n");

  /** Which case of {@link #object} most values of a key are. */
  private static final Map<String, Integer> LEANING =
      Map.of("A", 0, "d e", 1, "h\\i", 2, "é", 4, "[0]", 11, "$", 11);

  private static ObjectNode object(Random random, int depth) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (String key : KEYS) {
      boolean leaning = random.nextInt(100) < 99 && LEANING.containsKey(key);
      switch (leaning ? LEANING.get(key) : random.nextInt(depth > 1 ? 14 : 12)) {
        case 0 -> node.put(key, random.nextLong());
        case 1 -> node.put(key, random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
        case 2 -> node.put(key, random.nextInt(3) + 0.0);
        case 3 -> node.put(key, new java.math.BigInteger(90, random));
        case 4 -> node.put(key, random.nextBoolean());
        case 5 -> node.put(key, "");
        case 6 ->
            node.put(key, List.of("true", "null", "{}", "[", "1.0", "\"").get(random.nextInt(6)));
        case 7 -> node.put(key, "ü\u0001😀\n\\" + random.nextInt(10));
        case 8 -> node.putNull(key);
        case 9 -> node.putArray(key).add(1);
        case 10 -> node.putObject(key);
        case 11 -> node.put(key, random.nextInt(5));
        default -> node.set(key, object(random, depth - 1));
      }
    }
    return node;
  }

  @Test
  void namesEachLeafTheSameInAllFiles() {
    assertThat(leaf("a", "b").hiddenColumn()).isEqualTo(leaf("a", "b").hiddenColumn());
    assertThat(
            Set.of(
                leaf("a", "b").hiddenColumn(),
                leaf("ab").hiddenColumn(),
                leaf("a.b").hiddenColumn()))
        .hasSize(3);
  }
}
