package dev.lodestar.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.data.Column;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.json.InvalidJson;
import dev.lodestar.sql.ExternalTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the table functions of an SQL job read, as sources of batch jobs.
 *
 * <p>EXTERN reads inline data only. Errors: {@code INVALID_SQL} at the function's place. Source:
 * data-plane specification, 7.3.
 */
final class ExternalSources {
  private final ObjectMapper json;

  ExternalSources(ObjectMapper json) {
    this.json = json;
  }

  JobSource source(ExternalTable table) {
    ObjectNode source =
        switch (table.kind()) {
          case EXTERN -> extern(table);
          case POLARIS_SOURCE -> polarisSource(table);
          case POLARIS_UPLOADED -> uploaded(table);
        };
    if (!source.hasNonNull("inputSchema")) {
      source.set("inputSchema", schema(table.columns()));
    }
    try {
      return json.treeToValue(source, JobSource.class);
    } catch (JsonProcessingException e) {
      throw fault(table, InvalidJson.fault(e).messageText());
    } catch (ServiceException e) {
      throw fault(table, e.messageText());
    }
  }

  private ObjectNode polarisSource(ExternalTable table) {
    ObjectNode source = object(table, "source");
    if (!source.hasNonNull("type")) {
      source.put("type", "uploaded");
    }
    return source;
  }

  private ObjectNode uploaded(ExternalTable table) {
    ObjectNode source = json.createObjectNode().put("type", "uploaded");
    ArrayNode files = source.putArray("fileList");
    table.arguments().getOrDefault("files", List.of()).forEach(files::add);
    List<String> format = table.arguments().getOrDefault("format", List.of());
    if (!format.isEmpty()) {
      source.putObject("formatSettings").put("format", format.getFirst());
    }
    return source;
  }

  private ObjectNode extern(ExternalTable table) {
    ObjectNode input = object(table, "inputSource");
    if (!input.path("type").asText().equals("inline")) {
      throw fault(
          table,
          "EXTERN reads inline data only; use POLARIS_SOURCE for uploaded files, or a table's name.");
    }
    ObjectNode source = json.createObjectNode().put("type", "inline");
    source.set("data", input.path("data").isTextual() ? input.get("data") : null);
    source.set("formatSettings", format(table, object(table, "inputFormat")));
    return source;
  }

  /** Druid's inputFormat in the words of formatSettings. */
  private ObjectNode format(ExternalTable table, ObjectNode input) {
    ObjectNode settings = json.createObjectNode();
    String type = input.path("type").asText();
    switch (type) {
      case "json" -> settings.put("format", "nd-json");
      case "csv", "tsv", "delimited" -> {
        settings.put("format", "csv");
        copy(input.get("columns"), "columns", settings);
        copy(input.get("listDelimiter"), "listDelimiter", settings);
        copy(input.get("skipHeaderRows"), "skipHeaderRows", settings);
        copy(input.get("delimiter"), "delimiter", settings);
        if (!type.equals("csv") && !input.hasNonNull("delimiter")) {
          settings.put("delimiter", "\t");
        }
        header(table, input, settings);
      }
      default -> throw fault(table, "EXTERN reads inline data of the format json, csv or tsv.");
    }
    return settings;
  }

  /** Without names, neither given nor in a header, the signature names the cells in order. */
  private void header(ExternalTable table, ObjectNode input, ObjectNode settings) {
    boolean fromHeader = input.path("findColumnsFromHeader").asBoolean(false);
    if (fromHeader) {
      settings.remove("columns");
    } else if (!settings.hasNonNull("columns")) {
      ArrayNode columns = settings.putArray("columns");
      table.columns().forEach(column -> columns.add(column.name()));
    }
  }

  private static void copy(@Nullable JsonNode value, String member, ObjectNode to) {
    if (value != null && !value.isNull()) {
      to.set(member, value);
    }
  }

  private ArrayNode schema(List<Column> columns) {
    ArrayNode schema = json.createArrayNode();
    for (Column column : columns) {
      schema.addObject().put("name", column.name()).put("dataType", column.type().apiName());
    }
    return schema;
  }

  private ObjectNode object(ExternalTable table, String parameter) {
    List<String> texts = table.arguments().getOrDefault(parameter, List.of());
    if (texts.size() != 1) {
      throw fault(table, "%s needs the argument %s.".formatted(table.kind(), parameter));
    }
    try {
      if (json.readTree(texts.getFirst()) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw fault(table, "Argument %s of %s is not JSON.".formatted(parameter, table.kind()));
    }
    throw fault(
        table, "Argument %s of %s has to be a JSON object.".formatted(parameter, table.kind()));
  }

  private static ServiceException fault(ExternalTable table, String message) {
    return ServiceException.atPosition(ErrorCode.INVALID_SQL, "query", message, table.position());
  }
}
