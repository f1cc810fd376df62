package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.SqlSettings;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The context parameters that mean something to an SQL job; unknown ones are ignored.
 *
 * <p>Source: data-plane specification, 7.5.
 *
 * @param parseExceptionsMax unreadable records of external data above this number fail the job
 * @param failOnEmptyInsert whether a job that stores no row fails
 * @param limits how many segments the job may make
 */
record SqlJobContext(
    SqlSettings settings,
    long parseExceptionsMax,
    boolean failOnEmptyInsert,
    SegmentLimits limits) {

  /**
   * Reads the request's context and the SET statements, which win.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} that names the parameter.
   */
  static SqlJobContext of(
      Map<String, JsonNode> context, Map<String, JsonNode> setStatements, Instant now) {
    Map<String, JsonNode> merged = new HashMap<>(context);
    merged.putAll(setStatements);
    return new SqlJobContext(
        new SqlSettings(zone(merged.get("sqlTimeZone")), now, OptionalLong.empty()),
        parseExceptionsMax(merged.get("maxParseExceptions")),
        flag(merged.get("failOnEmptyInsert")),
        SegmentLimits.of(merged::get));
  }

  private static ZoneId zone(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return ZoneOffset.UTC;
    }
    try {
      String name = value.asText();
      return name.equals("UTC") || name.equals("Z") ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw invalid("sqlTimeZone", "a time zone such as America/Los_Angeles or +02:00");
    }
  }

  private static long parseExceptionsMax(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return BatchSpec.PARSE_EXCEPTIONS_MAX;
    }
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong() || value.asLong() < -1) {
      throw invalid("maxParseExceptions", "a whole number; -1 is no limit");
    }
    return value.asLong() == -1 ? BatchSpec.PARSE_EXCEPTIONS_MAX : value.asLong();
  }

  private static boolean flag(@Nullable JsonNode value) {
    return value != null && value.asBoolean(false);
  }

  private static ServiceException invalid(String name, String rule) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "context." + name,
        "Context parameter %s must be %s.".formatted(name, rule));
  }
}
