package dev.lodestar.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A query as its user sent it. Absent members have their defaults once it is built.
 *
 * <p>Source: data-plane specification, 8.1.1.
 *
 * @param header whether the first row describes the columns; the type headers need it
 */
public record SqlRequest(
    @Schema(required = true, examples = "SELECT COUNT(*) AS \"c\" FROM \"wikipedia\"") String query,
    @Schema(defaultValue = "object") @Nullable ResultFormat resultFormat,
    @Schema(defaultValue = "false") boolean header,
    @Schema(defaultValue = "false") boolean typesHeader,
    @Schema(defaultValue = "false") boolean sqlTypesHeader,
    @Nullable List<Parameter> parameters,
    @Nullable Map<String, JsonNode> context) {
  static final String QUERY_ID = "sqlQueryId";

  public SqlRequest {
    if (query == null || query.isBlank()) {
      throw invalid("query", "A query needs a statement in \"query\".");
    }
    resultFormat = resultFormat == null ? ResultFormat.OBJECT : resultFormat;
    parameters = parameters == null ? List.of() : List.copyOf(parameters);
    context = context == null ? Map.of() : Map.copyOf(context);
    if ((typesHeader || sqlTypesHeader) && !header) {
      throw invalid("header", "typesHeader and sqlTypesHeader need \"header\": true.");
    }
  }

  /** A statement with every default. */
  public static SqlRequest of(String sql) {
    return new SqlRequest(sql, null, false, false, false, null, null);
  }

  /** The value of one {@code ?}. */
  @Schema(name = "SqlQueryParameter")
  public record Parameter(
      @Schema(required = true, examples = "VARCHAR") String type,
      @Schema(required = true) @Nullable JsonNode value) {
    public Parameter {
      if (type == null || type.isBlank()) {
        throw invalid("type", "A parameter needs a \"type\" such as VARCHAR.");
      }
    }
  }

  @Override
  public ResultFormat resultFormat() {
    return Objects.requireNonNull(resultFormat);
  }

  @Override
  public List<Parameter> parameters() {
    return Objects.requireNonNull(parameters);
  }

  @Override
  public Map<String, JsonNode> context() {
    return Objects.requireNonNull(context);
  }

  /** The context with what the text's SET statements say, which wins. */
  Map<String, JsonNode> contextWith(Map<String, JsonNode> settings) {
    Map<String, JsonNode> merged = new HashMap<>(context());
    merged.putAll(settings);
    return merged;
  }

  /** The same query with an id, if it has none. */
  public SqlRequest identified() {
    JsonNode own = context().get(QUERY_ID);
    if (own != null && !own.isNull()) {
      return this;
    }
    Map<String, JsonNode> named = new HashMap<>(context());
    named.put(QUERY_ID, TextNode.valueOf(UUID.randomUUID().toString()));
    return new SqlRequest(
        query, resultFormat, header, typesHeader, sqlTypesHeader, parameters, named);
  }

  /** The id in its context, unless there is none or it is none. */
  public Optional<String> queryId() {
    return Optional.ofNullable(context().get(QUERY_ID))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(QueryContext::isQueryId);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
