package dev.lodestar.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.JsonText;
import dev.lodestar.sql.OutputColumn;
import dev.lodestar.sql.SqlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultWriterTest {
  private static final List<OutputColumn> TWO =
      List.of(new OutputColumn("a", SqlType.BIGINT), new OutputColumn("b", SqlType.VARCHAR));
  private static final Object[][] ROWS = {{1L, "x"}, {null, null}};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "OBJECT      | [{\"a\":1,\"b\":\"x\"},{\"a\":null,\"b\":null}]⏎",
        "ARRAY       | [[1,\"x\"],[null,null]]⏎",
        "OBJECT_LINES| {\"a\":1,\"b\":\"x\"}⏎{\"a\":null,\"b\":null}⏎⏎",
        "ARRAY_LINES | [1,\"x\"]⏎[null,null]⏎⏎",
        "CSV         | 1,x⏎,⏎⏎",
      })
  void writesRowsInFiveFormats(ResultFormat format, String body) {
    assertThat(write(format, flags(TWO, ""), ROWS)).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "OBJECT      |[]⏎",
        "ARRAY       |[]⏎",
        "OBJECT_LINES|⏎",
        "ARRAY_LINES |⏎",
        "CSV         |⏎",
      })
  void writesAnEmptyResultWithItsEnd(ResultFormat format, String body) {
    assertThat(write(format, flags(TWO, ""))).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "OBJECT      |h  |[{\"a\":null,\"b\":null}]⏎",
        "OBJECT      |ht |[{\"a\":{\"type\":\"LONG\"},\"b\":{\"type\":\"STRING\"}}]⏎",
        "OBJECT      |hs |[{\"a\":{\"sqlType\":\"BIGINT\"},\"b\":{\"sqlType\":\"VARCHAR\"}}]⏎",
        "OBJECT_LINES|hs |{\"a\":{\"sqlType\":\"BIGINT\"},\"b\":{\"sqlType\":\"VARCHAR\"}}⏎⏎",
        "ARRAY       |h  |[[\"a\",\"b\"]]⏎",
        "ARRAY       |ht |[[\"a\",\"b\"],[\"LONG\",\"STRING\"]]⏎",
        "ARRAY       |hts|[[\"a\",\"b\"],[\"LONG\",\"STRING\"],[\"BIGINT\",\"VARCHAR\"]]⏎",
        "ARRAY_LINES |hts|[\"a\",\"b\"]⏎[\"LONG\",\"STRING\"]⏎[\"BIGINT\",\"VARCHAR\"]⏎⏎",
        "CSV         |h  |a,b⏎⏎",
        "CSV         |hs |a,b⏎BIGINT,VARCHAR⏎⏎",
        "CSV         |hts|a,b⏎LONG,STRING⏎BIGINT,VARCHAR⏎⏎",
      })
  void writesTheHeaderRowsThatAreAsked(ResultFormat format, String flags, String body) {
    assertThat(write(format, flags(TWO, flags))).isEqualTo(body);
  }

  @Test
  void givesBothTypesOfAColumnInOneHeaderObject() {
    assertThat(write(ResultFormat.OBJECT, flags(TWO.subList(0, 1), "hts")))
        .isEqualTo("[{\"a\":{\"type\":\"LONG\",\"sqlType\":\"BIGINT\"}}]⏎");
  }

  @Test
  void separatesHeaderAndRows() {
    assertThat(write(ResultFormat.ARRAY, flags(TWO, "h"), ROWS))
        .isEqualTo("[[\"a\",\"b\"],[1,\"x\"],[null,null]]⏎");
    assertThat(write(ResultFormat.OBJECT_LINES, flags(TWO, "h"), ROWS))
        .isEqualTo("{\"a\":null,\"b\":null}⏎{\"a\":1,\"b\":\"x\"}⏎{\"a\":null,\"b\":null}⏎⏎");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void writesNumbersThatJsonLacksAsText(String number) {
    Object[] row = {Double.valueOf(number)};

    assertThat(write(ResultFormat.ARRAY, one(SqlType.DOUBLE), row))
        .isEqualTo("[[\"%s\"]]⏎".formatted(number));
    assertThat(write(ResultFormat.CSV, one(SqlType.DOUBLE), row)).isEqualTo(number + "⏎⏎");
  }

  @Test
  void writesBooleansAndLongsExactly() {
    assertThat(write(ResultFormat.ARRAY, one(SqlType.BOOLEAN), new Object[] {true}))
        .isEqualTo("[[true]]⏎");
    assertThat(write(ResultFormat.ARRAY, one(SqlType.BIGINT), new Object[] {Long.MIN_VALUE}))
        .isEqualTo("[[-9223372036854775808]]⏎");
  }

  @Test
  void writesArraysAsJsonTextUnlessToldOtherwise() {
    Object[] row = {Arrays.asList("a\"b", null, "ü")};

    assertThat(write(ResultFormat.ARRAY, one(SqlType.VARCHAR_ARRAY), row))
        .isEqualTo("[[\"[\\\"a\\\\\\\"b\\\",null,\\\"ü\\\"]\"]]⏎");
    assertThat(write(ResultFormat.ARRAY, realArrays(), row))
        .isEqualTo("[[[\"a\\\"b\",null,\"ü\"]]]⏎");
    assertThat(write(ResultFormat.CSV, one(SqlType.VARCHAR_ARRAY), row))
        .isEqualTo("\"[\"\"a\\\"\"b\"\",null,\"\"ü\"\"]\"⏎⏎");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"a,b|\"a,b\"", "a\"b|\"a\"\"b\"", "a⏎b|\"a⏎b\"", "a b|a b", "ü|ü"})
  void quotesCsvCellsThatNeedIt(String value, String cell) {
    Object[] row = {value.replace("⏎", "\n")};

    assertThat(write(ResultFormat.CSV, one(SqlType.VARCHAR), row)).isEqualTo(cell + "⏎⏎");
  }

  @ParameterizedTest
  @CsvSource({
    "UTC, 2015-09-12T00:47:53.259Z",
    "America/Los_Angeles, 2015-09-11T17:47:53.259-07:00",
    "Asia/Kolkata, 2015-09-12T06:17:53.259+05:30",
    "Africa/Abidjan, 2015-09-12T00:47:53.259Z",
  })
  void writesTimesInTheZoneOfTheQuery(String zone, String text) {
    ResultLayout layout =
        new ResultLayout(
            List.of(new OutputColumn("t", SqlType.TIMESTAMP)),
            false,
            false,
            false,
            true,
            new TextOfTimes(zone.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(zone)));
    Object[] row = {Instant.parse("2015-09-12T00:47:53.259Z")};

    assertThat(write(ResultFormat.ARRAY, layout, row)).isEqualTo("[[\"%s\"]]⏎".formatted(text));
    assertThat(write(ResultFormat.CSV, layout, row)).isEqualTo(text + "⏎⏎");
  }

  @Test
  void nestsJsonWithinArrays() {
    Object[] row = {Arrays.asList(new JsonText("{\"x\":1}"), null, List.of(1L))};

    assertThat(write(ResultFormat.ARRAY, one(SqlType.JSON_ARRAY), row))
        .isEqualTo("[[\"[{\\\"x\\\":1},null,[1]]\"]]⏎");
    assertThat(write(ResultFormat.ARRAY, realArrays(), row)).isEqualTo("[[[{\"x\":1},null,[1]]]]⏎");
  }

  private static ResultLayout one(SqlType type) {
    return flags(List.of(new OutputColumn("a", type)), "");
  }

  private static ResultLayout realArrays() {
    return new ResultLayout(
        List.of(new OutputColumn("a", SqlType.VARCHAR_ARRAY)),
        false,
        false,
        false,
        false,
        new TextOfTimes(ZoneOffset.UTC));
  }

  /** Flags: h for header, t for typesHeader, s for sqlTypesHeader. */
  private static ResultLayout flags(List<OutputColumn> columns, String flags) {
    return new ResultLayout(
        columns,
        flags.contains("h"),
        flags.contains("t"),
        flags.contains("s"),
        true,
        new TextOfTimes(ZoneOffset.UTC));
  }

  /** The body in one piece a row; line breaks show as ⏎. */
  private static String write(ResultFormat format, ResultLayout layout, Object[]... rows) {
    ResultWriter writer = ResultWriter.of(format, layout);
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(writer.begin());
      for (Object[] row : rows) {
        body.writeBytes(writer.rows(Stream.of(new Object[][] {row}).collect(Collectors.toList())));
      }
      body.writeBytes(writer.end());
      return body.toString(StandardCharsets.UTF_8).replace("\n", "⏎");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
