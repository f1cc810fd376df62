package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of expositions refuses what OpenMetrics forbids. */
class OpenMetricsTextTest {
  private static final String GOOD =
      "# TYPE a counter\n# HELP a Words\na_total{x=\"1\"} 1.0\na_total{x=\"a\\\"b\"} 2\n# EOF\n";

  @Test
  void takesAGoodOne() {
    assertThatCode(() -> OpenMetricsText.read(GOOD)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# TYPE a counter\na_total 1\n",
        "a_total 1\n# EOF\n",
        "# TYPE a counter\na 1\n# EOF\n",
        "# TYPE a counter\na_total 1\na_total 2\n# EOF\n",
        "# TYPE a gauge\na{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 1\n# EOF\n",
        "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na{x=\"1\"} 1\n# EOF\n",
        "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n",
        "# TYPE a gauge\na{x=\"1} 1\n# EOF\n",
        "# TYPE a gauge\na{x=1} 1\n# EOF\n",
        "# TYPE a-b gauge\na-b 1\n# EOF\n",
        "# TYPE a gauge\n\na 1\n# EOF\n",
        "# TYPE a counter\na_total -1\n# EOF\n",
      })
  void refuses(String text) {
    assertThatThrownBy(() -> OpenMetricsText.read(text)).isInstanceOf(AssertionError.class);
  }
}
