package dev.lodestar.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void alignsNumbersRightAndTextLeft() throws JsonProcessingException {
    assertThat(table("[[\"name\",\"n\",\"x\"],[\"a\",1234567,1.5],[\"long name\",-2,null]]"))
        .isEqualTo(
            """
              name               n    x
              ---------  ---------  ---
              a          1,234,567  1.5
              long name         -2
            """);
  }

  @Test
  void showsNamesWhenThereAreNoRows() throws JsonProcessingException {
    assertThat(table("[[\"a\",\"b\"]]")).isEqualTo("  a  b\n  -  -\n");
  }

  @Test
  void showsNothingForNothing() throws JsonProcessingException {
    assertThat(table("[]")).isEmpty();
  }

  @Test
  void drawsTheBarAgainOnATerminalOnly() {
    assertThat(bar(true))
        .isEqualTo(
            "\r  [####################....................]  50 %"
                + "\r  [########################################] 100 %\n");
    assertThat(bar(false)).isEqualTo("  [########################################] 100 %\n");
  }

  private static String table(String json) throws JsonProcessingException {
    return TextTable.of(new ObjectMapper().readTree(json));
  }

  private static String bar(boolean terminal) {
    var output = new ByteArrayOutputStream();
    var bar = new ProgressBar(new PrintStream(output, true, StandardCharsets.UTF_8), terminal);
    bar.show(0.5);
    bar.finish(1.7);
    return output.toString(StandardCharsets.UTF_8);
  }
}
