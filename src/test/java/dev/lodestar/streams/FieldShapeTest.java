package dev.lodestar.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types that values of JSON have, alone and together. */
class FieldShapeTest {
  private static FieldShape shape(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      FieldShape shape = FieldShape.read(parser);
      assertThat(parser.nextToken()).as("read to the end of the value").isNull();
      return shape;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|LONG",
        "true|LONG",
        "1.5|DOUBLE",
        "99999999999999999999|DOUBLE",
        "\"1\"|STRING",
        "null|NOTHING",
        "[]|NOTHING",
        "[null]|NOTHING",
        "[1, 2]|LONGS",
        "[1, 2.5]|DOUBLES",
        "[1, \"a\"]|STRINGS",
        "[1, {}]|JSON",
        "[[1]]|JSON",
        "{\"a\": [1]}|JSON"
      })
  void valueHasItsNarrowestType(String json, FieldShape expected) throws IOException {
    assertThat(shape(json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|1.5|DOUBLE",
        "1|\"a\"|STRING",
        "null|1|LONG",
        "1|[2]|LONGS",
        "1.5|[2]|DOUBLES",
        "\"a\"|[2]|STRINGS",
        "1|{}|JSON",
        "[1]|{}|JSON"
      })
  void unlikeValuesGrowTogether(String first, String second, FieldShape expected)
      throws IOException {
    assertThat(shape(first).with(shape(second))).isEqualTo(expected);
    assertThat(shape(second).with(shape(first))).isEqualTo(expected);
  }
}
