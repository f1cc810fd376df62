package dev.lodestar.api;

import static dev.lodestar.api.Api.bytes;
import static dev.lodestar.api.Api.completed;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.totals;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Api.upload;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several texts in one row of a {@code string} column, from the input to the answer. */
@QuarkusTest
class MultiValueTest {
  private static final String POSTS =
      """
      {"ts": "2026-01-05T10:00:00Z", "id": 1, "tags": ["a", "b"]}
      {"ts": "2026-01-05T11:00:00Z", "id": 2, "tags": ["b", "a", "b"]}
      {"ts": "2026-01-06T10:00:00Z", "id": 3, "tags": "c"}
      {"ts": "2026-01-06T11:00:00Z", "id": 4, "tags": []}
      {"ts": "2026-01-06T12:00:00Z", "id": 5, "tags": ["d"]}
      {"ts": "2026-01-06T13:00:00Z", "id": 6}
      {"ts": "2026-01-07T13:00:00Z", "id": 7, "tags": "[x"}
      {"ts": "2026-01-07T14:00:00Z", "id": 8, "tags": {"k": ["v"]}}
      """;

  @Test
  void keepsArraysOfTextFieldsAsSeveralValuesInTheirOrder() {
    String table = loaded(POSTS);

    assertThat(rows("SELECT \"tags\" FROM \"%s\" ORDER BY \"id\"".formatted(table)))
        .isEqualTo(
            column(
                "[\"a\",\"b\"]",
                "[\"b\",\"a\",\"b\"]",
                "c",
                null,
                "d",
                null,
                "[x",
                "{\"k\":[\"v\"]}"));
  }

  @Test
  void groupsAndFiltersByEachValueWhateverSegmentItIsIn() {
    String table = loaded(POSTS);

    assertThat(
            rows(
                "SELECT \"tags\", COUNT(*) FROM \"%s\" WHERE \"id\" < 6 GROUP BY 1 ORDER BY 2 DESC, 1"
                    .formatted(table)))
        .isEqualTo(
            List.of(
                List.of("b", 3),
                List.of("a", 2),
                Arrays.asList(null, 1),
                List.of("c", 1),
                List.of("d", 1)));
    assertThat(
            rows(
                "SELECT \"id\" FROM \"%s\" WHERE \"tags\" IN ('a', 'c') AND \"tags\" <> 'z' ORDER BY 1"
                    .formatted(table)))
        .isEqualTo(List.of(List.of(1), List.of(2), List.of(3)));
  }

  @Test
  void mapsExpressionsOverTheValues() {
    String table = unique("mv");
    completed(
        JobRequest.inline(table, POSTS)
            .time()
            .column("id", "long")
            .field("tags", "string")
            .map("upper", "UPPER(\"tags\")")
            .map("length", "MV_LENGTH(\"tags\")")
            .map("split", "STRING_TO_MV('p,q', ',')")
            .map("first", "MV_OFFSET(\"tags\", 0)")
            .with("filterExpression", "\"tags\" = 'b' OR \"tags\" = 'd'"));

    assertThat(
            rows(
                "SELECT \"id\", \"upper\", \"length\", \"split\", \"first\" FROM \"%s\" ORDER BY 1"
                    .formatted(table)))
        .isEqualTo(
            List.of(
                List.of(1, "[\"A\",\"B\"]", 2, "[\"p\",\"q\"]", "a"),
                List.of(2, "[\"B\",\"A\",\"B\"]", 3, "[\"p\",\"q\"]", "b"),
                List.of(5, "D", 1, "[\"p\",\"q\"]", "d")));
  }

  @Test
  void addsSeveralValuesToATableThatHadNone() {
    String table = unique("mv");
    String plain = "{\"ts\": \"2026-01-01T10:00:00Z\", \"id\": 0, \"tags\": \"b\"}\n";
    completed(job(table, plain));
    assertThat(rows("SELECT \"tags\" || '!' FROM \"%s\"".formatted(table))).isEqualTo(column("b!"));

    completed(job(table, POSTS));

    assertThat(
            rows(
                "SELECT \"tags\" || '!' FROM \"%s\" WHERE \"tags\" = 'b' ORDER BY \"id\""
                    .formatted(table)))
        .isEqualTo(column("b!", "[\"a!\",\"b!\"]", "[\"b!\",\"a!\",\"b!\"]"));
  }

  @Test
  void splitsCsvCellsAtTheListDelimiter() {
    String table = unique("mv");
    String csv = "ts,id,tags\n2026-01-05,1,a|b\n2026-01-05,2,c\n2026-01-05,3,\n2026-01-05,4,[x\n";
    String id =
        completed(
            JobRequest.uploaded(table, upload(unique("f") + ".csv", bytes(csv)))
                .time()
                .column("id", "long")
                .column("tags", "string")
                .format(Map.of("format", "csv", "listDelimiter", "|"))
                .with("clusteringColumns", List.of("tags")));

    assertThat(totals(id)).containsEntry("numRowsPersisted", 4);
    assertThat(totals(id)).containsEntry("numRowsProcessedWithWarning", 0);
    assertThat(rows("SELECT \"tags\" FROM \"%s\" ORDER BY \"id\"".formatted(table)))
        .isEqualTo(column("[\"a\",\"b\"]", "c", null, "[x"));
  }

  private static String loaded(String data) {
    String table = unique("mv");
    completed(job(table, data));
    return table;
  }

  private static JobRequest job(String table, String data) {
    return JobRequest.inline(table, data).time().column("id", "long").column("tags", "string");
  }

  private static List<List<Object>> column(String... values) {
    return Arrays.stream(values).map(value -> Arrays.<Object>asList(value)).toList();
  }
}
