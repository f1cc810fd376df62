package dev.lodestar.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.jobs.FormatSettings;
import dev.lodestar.jobs.JobSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How records become lines of JSON. */
class RecordReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaLookup NONE = (connection, id, serialized) -> Optional.empty();

  /** Lines, with {@code !} for a broken one. */
  private static List<String> read(String format, StreamRecord record, Column... fields) {
    List<String> lines = new ArrayList<>();
    RecordReader.of(new JobSource.Connection("c", List.of(fields), settings(format)), NONE, true)
        .read(
            record,
            new RecordDecoder.Lines() {
              @Override
              public void line(byte[] bytes, int length) {
                lines.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
              }

              @Override
              public void broken(String reason) {
                lines.add("!");
              }
            });
    return lines;
  }

  private static FormatSettings settings(String json) {
    try {
      return JSON.readValue(json.replace('\'', '"'), FormatSettings.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StreamRecord record(@Nullable String value) {
    return record(null, value, List.of());
  }

  private static StreamRecord record(
      @Nullable String key, @Nullable String value, List<StreamRecord.Header> headers) {
    return new StreamRecord(
        new StreamPartition("topic", "3"),
        new StreamPosition.Offset(18),
        1_680_795_276_351L,
        key == null ? null : bytes(key),
        value == null ? null : bytes(value),
        headers);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void objectOnOneLinePassesAsItIs() {
    assertThat(read("{'format':'nd-json'}", record("{\"a\": 1, \"a\":2}")))
        .containsExactly("{\"a\": 1, \"a\":2}");
  }

  @Test
  void objectsOnSeveralLinesAreRowsOfTheirOwn() {
    String value = "{\n \"a\": 1.50,\n \"b\": {\"c\": [1, 2]}\n}\n{\"a\":2}\r\n";

    assertThat(read("{'format':'nd-json'}", record(value)))
        .containsExactly("{\"a\":1.50,\"b\":{\"c\":[1,2]}}", "{\"a\":2}");
  }

  @Test
  void whatFollowsDamagedJsonIsOneBrokenRow() {
    assertThat(read("{'format':'nd-json'}", record("{\"a\":1}\n{\"a\":\n")))
        .containsExactly("{\"a\":1}", "!");
  }

  @Test
  void recordWithoutValueIsNoRow() {
    assertThat(read("{'format':'nd-json'}", record(null))).isEmpty();
    assertThat(read("{'format':'nd-json'}", record(" \n"))).isEmpty();
  }

  @Test
  void delimitedTextHasListsQuotesAndDocuments() {
    String format = "{'format':'csv','columns':['a','b','c'],'listDelimiter':'|'}";
    Column document = new Column("c", DataType.JSON);

    assertThat(read(format, record("x,\"y,\"\"z\"\"\n\",\"{\"\"k\"\":1}\""), document))
        .containsExactly("{\"a\":\"x\",\"b\":\"y,\\\"z\\\"\\n\",\"c\":{\"k\":1}}");
    assertThat(read(format, record("p|q,,{\r\n1,2,3,4"), document))
        .containsExactly(
            "{\"a\":[\"p\",\"q\"],\"c\":\"{\"}",
            "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}".replace("\"3\"", "3"));
    assertThat(read(format, record("\"never closed,1"))).containsExactly("!");
  }

  @Test
  void patternTakesWholeLinesApart() {
    String format = "{'format':'regex','columns':['a','n'],'pattern':'(\\\\w+) ?(\\\\d+)?'}";

    assertThat(read(format, record("abc 12\n\nx\nno match here")))
        .containsExactly("{\"a\":\"abc\",\"n\":\"12\"}", "{\"a\":\"x\"}", "!");
  }

  /** The example of the specification. */
  @Test
  void kafkaMetadataAreFieldsAndThoseOfTheValueWin() {
    String format =
        "{'format':'kafka','valueFormat':{'format':'nd-json'},"
            + "'keyFormat':{'format':'csv','columns':['k']},'headerFormat':'UTF-8'}";
    List<StreamRecord.Header> headers =
        List.of(
            new StreamRecord.Header("env", bytes("development")),
            new StreamRecord.Header("none", null));

    assertThat(read(format, record("wiki-edit", "{\"channel\":\"#sv\"} ", headers)))
        .containsExactly(
            "{\"channel\":\"#sv\",\"kafka.timestamp\":1680795276351,\"kafka.topic\":\"topic\","
                + "\"kafka.key\":\"wiki-edit\",\"kafka.header.env\":\"development\"}");
    assertThat(read(format, record("k", "{ }", List.of())))
        .containsExactly(
            "{ \"kafka.timestamp\":1680795276351,\"kafka.topic\":\"topic\",\"kafka.key\":\"k\"}");
    assertThat(read(format, record("k", null, List.of())))
        .as("a record that only has a key")
        .containsExactly(
            "{\"kafka.timestamp\":1680795276351,\"kafka.topic\":\"topic\",\"kafka.key\":\"k\"}");
    assertThat(read(format, record(null, "no object", List.of()))).containsExactly("no object");
  }

  @Test
  void keyIsTheFirstFieldOfItsFormat() {
    String format =
        "{'format':'kafka','valueFormat':{'format':'nd-json'},'keyFormat':{'format':'nd-json'},"
            + "'timestampColumnName':'at','keyColumnName':'key'}";

    assertThat(read(format, record("{\"id\":{\"n\":5},\"x\":1}", "{}", List.of())).getFirst())
        .contains("\"key\":{\"n\":5}")
        .contains("\"at\":1680795276351");
    assertThat(read(format, record("not json", "{}", List.of())).getFirst())
        .doesNotContain("\"key\"");
  }
}
