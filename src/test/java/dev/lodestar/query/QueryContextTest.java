package dev.lodestar.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryContextTest {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  @Test
  void hasDefaultsForEverything() {
    QueryContext context = context("{}");

    assertThat(context.queryId()).isNotEmpty();
    assertThat(context.settings().timeZone()).isEqualTo(ZoneOffset.UTC);
    assertThat(context.settings().now()).isEqualTo(NOW);
    assertThat(context.settings().outerLimit()).isEmpty();
    assertThat(context.timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(context.stringifyArrays()).isTrue();
  }

  @Test
  void readsWhatTheUserSays() {
    QueryContext context =
        context(
            """
            {"sqlQueryId": "q-1", "sqlTimeZone": "America/Los_Angeles", "sqlOuterLimit": 1001,
             "timeout": 2500, "sqlStringifyArrays": false,
             "sqlCurrentTimestamp": "2000-01-01T00:00:00Z"}
            """);

    assertThat(context.queryId()).isEqualTo("q-1");
    assertThat(context.settings().timeZone()).isEqualTo(ZoneId.of("America/Los_Angeles"));
    assertThat(context.settings().now()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
    assertThat(context.settings().outerLimit()).isEqualTo(OptionalLong.of(1001));
    assertThat(context.timeout()).isEqualTo(Duration.ofMillis(2500));
    assertThat(context.stringifyArrays()).isFalse();
  }

  @Test
  void limitsTheNumbersOfInOnlyWhenAsked() {
    assertThat(context("{}").settings().numbersInMax()).isEmpty();
    assertThat(context("{\"maxNumericInFilters\": -1}").settings().numbersInMax()).isEmpty();
    assertThat(context("{\"maxNumericInFilters\": 2}").settings().numbersInMax()).hasValue(2);
  }

  @Test
  void takesNullForAbsentAndIgnoresUnknownParameters() {
    QueryContext context = context("{\"sqlTimeZone\": null, \"useCache\": {\"deep\": [1]}}");

    assertThat(context.settings().timeZone()).isEqualTo(ZoneOffset.UTC);
  }

  @ParameterizedTest
  @CsvSource({"0, PT1H", "1, PT0.001S", "999999999999, PT1H", "9223372036854775807, PT1H"})
  void boundsTheTimeoutByTheServersOwn(String asked, Duration granted) {
    assertThat(context("{\"timeout\": %s}".formatted(asked)).timeout()).isEqualTo(granted);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "sqlTimeZone, \"Mars/Olympus\"",
        "sqlTimeZone, 7",
        "sqlQueryId, 7",
        "sqlQueryId, {}",
        "sqlOuterLimit, -1",
        "sqlOuterLimit, \"many\"",
        "sqlOuterLimit, 1.5",
        "sqlOuterLimit, 1e30",
        "timeout, -1",
        "timeout, \"soon\"",
        "sqlCurrentTimestamp, \"yesterday\"",
        "sqlCurrentTimestamp, 7",
      })
  void namesTheParameterThatIsWrong(String name, String json) {
    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class, () -> context("{\"%s\": %s}".formatted(name, json)));

    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(fault.target()).hasValue("context." + name);
    assertThat(fault.messageText()).contains(name);
  }

  private static QueryContext context(String json) {
    try {
      return QueryContext.of(
          new ObjectMapper().readValue(json, new TypeReference<Map<String, JsonNode>>() {}),
          new Limits(),
          NOW);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** The defaults of {@link QueryConfig}. */
  private static final class Limits implements QueryConfig {
    @Override
    public int concurrency() {
      return 4;
    }

    @Override
    public int waitingMax() {
      return 200;
    }

    @Override
    public Duration timeout() {
      return Duration.ofMinutes(5);
    }

    @Override
    public Duration timeoutMax() {
      return Duration.ofHours(1);
    }
  }
}
