package dev.lodestar.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactValuesTest {
  private final ObjectMapper exact = new ObjectMapper();

  record Members(String text, long whole, boolean truth) {}

  @BeforeEach
  void requireExactValues() {
    ExactValues.require(exact);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\": 5}",
        "{\"text\": 1.5}",
        "{\"text\": true}",
        "{\"whole\": \"5\"}",
        "{\"whole\": 1.5}",
        "{\"truth\": \"true\"}",
        "{\"truth\": 1}"
      })
  void refusesOtherKindsButReadsWhatIsStored(String json) throws JsonProcessingException {
    assertThatThrownBy(() -> exact.readValue(json, Members.class))
        .isInstanceOf(MismatchedInputException.class);
    assertThat(ExactValues.relaxed(exact).readValue(json, Members.class)).isNotNull();
    assertThatThrownBy(() -> exact.readValue(json, Members.class))
        .isInstanceOf(MismatchedInputException.class);
  }
}
