package dev.lodestar.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.SqlSettings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The context parameters that mean something here; unknown ones are ignored, as Druid does.
 *
 * <p>Source: data-plane specification, 8.5.
 *
 * @param queryId the user's, or a new one
 * @param stringifyArrays whether arrays are text in JSON results
 */
record QueryContext(
    String queryId, SqlSettings settings, Duration timeout, boolean stringifyArrays) {

  /** Errors: {@code INVALID_ARGUMENT} that names the parameter. */
  static QueryContext of(Map<String, JsonNode> context, QueryConfig config, Instant now) {
    return of(context, config, config.timeout(), now);
  }

  /** The same with another timeout for contexts that do not say. */
  static QueryContext of(
      Map<String, JsonNode> context, QueryConfig config, Duration timeoutDefault, Instant now) {
    return new QueryContext(
        queryId(text(context, SqlRequest.QUERY_ID, UUID.randomUUID().toString())),
        new SqlSettings(
            zone(text(context, "sqlTimeZone", "UTC")),
            instant(context.get("sqlCurrentTimestamp"), now),
            outerLimit(context.get("sqlOuterLimit")),
            flag(context.get("sqlFinalizeOuterSketches"), false),
            flag(context.get("groupByEnableMultiValueUnnesting"), true),
            !flag(context.get("useApproximateCountDistinct"), true),
            numbersInMax(context.get("maxNumericInFilters"))),
        timeout(context.get("timeout"), config, timeoutDefault),
        flag(context.get("sqlStringifyArrays"), true));
  }

  private static String text(Map<String, JsonNode> context, String name, String otherwise) {
    JsonNode value = context.get(name);
    if (isAbsent(value)) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw invalid(name, "a string");
    }
    return value.asText();
  }

  /** The id comes back as an HTTP header, so it has to be one. */
  private static String queryId(String id) {
    if (!isQueryId(id)) {
      throw invalid(SqlRequest.QUERY_ID, "1 to 255 printable ASCII characters without spaces");
    }
    return id;
  }

  static boolean isQueryId(String id) {
    return !id.isEmpty() && id.length() <= 255 && id.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private static ZoneId zone(String name) {
    try {
      return name.equals("UTC") || name.equals("Z") ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw invalid("sqlTimeZone", "a time zone such as America/Los_Angeles or +02:00");
    }
  }

  private static Instant instant(@Nullable JsonNode value, Instant otherwise) {
    if (isAbsent(value)) {
      return otherwise;
    }
    try {
      return Instant.parse(value.asText());
    } catch (DateTimeException e) {
      throw invalid("sqlCurrentTimestamp", "an ISO 8601 time such as 2000-01-01T00:00:00Z");
    }
  }

  private static OptionalLong outerLimit(@Nullable JsonNode value) {
    if (isAbsent(value)) {
      return OptionalLong.empty();
    }
    if (!isWhole(value) || value.asLong() < 0) {
      throw invalid("sqlOuterLimit", "a whole number that is not negative");
    }
    return OptionalLong.of(value.asLong());
  }

  /** -1, as Druid's default, is no limit. */
  private static OptionalLong numbersInMax(@Nullable JsonNode value) {
    if (isAbsent(value)) {
      return OptionalLong.empty();
    }
    if (!isWhole(value) || value.asLong() == 0) {
      throw invalid("maxNumericInFilters", "a whole number greater than 0, or -1 for no limit");
    }
    return value.asLong() < 0 ? OptionalLong.empty() : OptionalLong.of(value.asLong());
  }

  private static Duration timeout(
      @Nullable JsonNode value, QueryConfig config, Duration otherwise) {
    if (isAbsent(value)) {
      return otherwise;
    }
    if (!isWhole(value) || value.asLong() < 0) {
      throw invalid("timeout", "a number of milliseconds that is not negative");
    }
    // Druid reads 0 as "no timeout of its own": the server's limit is left.
    Duration wanted = value.asLong() == 0 ? config.timeoutMax() : Duration.ofMillis(value.asLong());
    return wanted.compareTo(config.timeoutMax()) > 0 ? config.timeoutMax() : wanted;
  }

  private static boolean flag(@Nullable JsonNode value, boolean otherwise) {
    return isAbsent(value) ? otherwise : value.asBoolean(otherwise);
  }

  private static boolean isWhole(JsonNode value) {
    return value.canConvertToExactIntegral() && value.canConvertToLong();
  }

  private static boolean isAbsent(@Nullable JsonNode value) {
    return value == null || value.isNull();
  }

  private static ServiceException invalid(String name, String rule) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "context." + name,
        "Context parameter %s must be %s.".formatted(name, rule));
  }
}
