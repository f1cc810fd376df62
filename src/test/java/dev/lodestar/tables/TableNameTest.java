package dev.lodestar.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Koalas to the Max",
        "a.b",
        "a..",
        "Größe-東京_\uD842\uDFB7",
        "\"quoted\" 'name' \\ %20+",
        "DROP TABLE x; --"
      })
  void acceptsWhatTheSpecificationAllows(String name) {
    assertThat(TableName.require(name, "name")).isEqualTo(name);
  }

  @Test
  void acceptsNamesOf255Characters() {
    assertThat(TableName.require("x".repeat(255), "name")).hasSize(255);
    assertThat(refusal("x".repeat(256))).contains("255");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        " a|begin or end with a space",
        "a |begin or end with a space",
        ".a|begin with a dot",
        "../x|begin with a dot",
        "a/b|slash",
        "a\tb|white space",
        "a\u00A0b|white space",
        "a\u2003b|white space",
        "a\u0001b|control",
        "a\u009Fb|control",
        "a\u007Fb|control",
        "a\uFFF0b|U+FFF0",
        "a\uFFFFb|U+FFF0",
        "a\uD83D\uDE00b|emoji",
        "a\uD800b|surrogates",
      })
  void namesTheBrokenRule(String name, String rule) {
    assertThat(refusal(name)).contains(rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\u0000b", "a\u0085b", "a\u2028b"})
  void refusesLineBreaks(String name) {
    assertThat(refusal(name)).contains("white space").doesNotContain(name);
  }

  @Test
  void needsAName() {
    assertThat(refusal("")).contains("1 to 255");
    assertThat(refusal(null)).contains("1 to 255");
  }

  private static String refusal(String name) {
    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class, () -> TableName.require(name, "target.tableName"));
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(fault.target()).hasValue("target.tableName");
    return fault.messageText();
  }
}
