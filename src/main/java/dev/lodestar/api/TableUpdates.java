package dev.lodestar.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.json.InvalidJson;
import dev.lodestar.tables.TableSpec;
import dev.lodestar.tables.TableUpdate;
import org.jspecify.annotations.Nullable;

/** Reads the body of a table's update: a whole table as it was answered will do. */
final class TableUpdates {
  private TableUpdates() {}

  /** Errors: {@code INVALID_ARGUMENT}. */
  static TableUpdate of(JsonNode body, ObjectMapper json) {
    if (!body.isObject()) {
      throw invalid(null, "A table is described by a JSON object.");
    }
    JsonNode version = body.path("version");
    if (!version.isIntegralNumber() || !version.canConvertToLong()) {
      throw invalid(
          "version", "An update needs the \"version\" of the table that it is made from.");
    }
    try {
      TableSpec spec = json.treeToValue(body, TableSpec.class);
      return new TableUpdate(spec, version.asLong(), !body.hasNonNull("schema"));
    } catch (JsonProcessingException e) {
      throw InvalidJson.fault(e);
    }
  }

  private static ServiceException invalid(@Nullable String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
