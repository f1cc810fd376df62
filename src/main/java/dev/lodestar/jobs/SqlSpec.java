package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.json.PlainValue;
import dev.lodestar.sql.SqlParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An SQL job as its user asked for it. Absent members have their defaults once it is built.
 *
 * <p>Source: control-plane specification, 8.1 and 8.9.
 *
 * @param query one INSERT or REPLACE statement, with SET statements before it
 * @param parameters the values of its {@code ?}, in order
 */
@Schema(name = "SqlJobRequest")
public record SqlSpec(
    @Schema(defaultValue = "sql", enumeration = "sql") @Nullable String type,
    @Schema(required = true, examples = "INSERT INTO \"t\" SELECT * FROM \"s\" PARTITIONED BY DAY")
        String query,
    @Nullable Map<String, JsonNode> context,
    @Nullable List<Parameter> parameters,
    @Schema(defaultValue = "false") boolean createTableIfNotExists)
    implements JobSpec {
  public SqlSpec {
    if (query == null || query.isBlank()) {
      throw invalid("query", "An SQL job needs an INSERT or REPLACE statement in \"query\".");
    }
    context = context == null ? Map.of() : Map.copyOf(context);
    parameters = parameters == null ? List.of() : List.copyOf(parameters);
  }

  @Override
  public Map<String, JsonNode> context() {
    return Objects.requireNonNull(context);
  }

  @Override
  public List<Parameter> parameters() {
    return Objects.requireNonNull(parameters);
  }

  /** The parameters as the language wants them. Errors: {@code INVALID_ARGUMENT}. */
  List<SqlParameter> values() {
    List<SqlParameter> values = new ArrayList<>();
    for (int i = 0; i < parameters().size(); i++) {
      Parameter parameter = parameters().get(i);
      String target = "parameters[%d].value".formatted(i);
      if (parameter.value() == null) {
        throw invalid(target, "A parameter needs a \"value\"; NULL is the value null.");
      }
      values.add(new SqlParameter(parameter.type(), PlainValue.of(parameter.value(), target)));
    }
    return values;
  }

  /** The value of one {@code ?}. */
  @Schema(name = "SqlJobParameter")
  public record Parameter(
      @Schema(required = true, examples = "VARCHAR") String type,
      @Schema(required = true) @Nullable JsonNode value) {
    public Parameter {
      if (type == null || type.isBlank()) {
        throw invalid("parameters.type", "A parameter needs a \"type\" such as VARCHAR.");
      }
    }
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
