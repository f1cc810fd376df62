package dev.lodestar.api;

import dev.lodestar.data.ColumnRole;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.TimeResolution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Discriminator;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * What annotations cannot say about the API: the older mounts, the names of plain enumerations, the
 * members of a column, the members that tell variants apart, and the faults that operations share.
 */
public class OpenApiModel implements OASFilter {
  private static final String PROJECT = "/v1/projects/{projectId}";
  private static final String SQL = "/query/sql";
  private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)\\}");

  @Override
  public void filterOpenAPI(OpenAPI api) {
    Map<String, Schema> schemas = api.getComponents().getSchemas();
    enumerate(
        schemas, "DataType", Arrays.stream(DataType.values()).map(DataType::apiName).toList());
    enumerate(
        schemas,
        "Granularity",
        Arrays.stream(Granularity.values()).map(Granularity::apiName).toList());
    enumerate(
        schemas,
        "TimeResolution",
        Arrays.stream(TimeResolution.values()).map(TimeResolution::apiName).toList());
    nameColumnMembers(schemas.get("Column"));
    schemas.values().forEach(schema -> addDiscriminators(schema, schemas));
    addFaults(api.getComponents());
    addOlderMounts(api);
    OpenApiSecurity.describe(api);
    api.getPaths().getPathItems().forEach(OpenApiModel::addPathParameters);
  }

  /** The answers that operations refer to by name. */
  private static void addFaults(Components components) {
    Map<String, String> flat = new LinkedHashMap<>();
    flat.put("BadRequest", "The request has a fault, which the message names");
    flat.put("NotFound", "There is nothing of that name or id");
    flat.put("Conflict", "The name is taken");
    flat.put("PayloadTooLarge", "The body is larger than allowed");
    flat.put("TooManyRequests", "Too many requests wait; try again after the time in Retry-After");
    flat.put("MethodNotAllowed", "The path does not take this method");
    flat.put("UnsupportedMediaType", "The body is of another type than the operation takes");
    flat.put("Unauthenticated", "The request has no credentials that are known");
    flat.put("AccessDenied", "The credentials lack a permission, which the message names");
    flat.forEach((name, text) -> components.addResponse(name, fault(text, "Error")));
    flat.forEach(
        (name, text) -> components.addResponse("Wrapped" + name, fault(text, "WrappedError")));
    Map<String, String> sql = new LinkedHashMap<>();
    sql.put("BadQuery", "The query has a fault or cannot be computed");
    sql.put("TooManyQueries", "Too many queries wait; try again after the time in Retry-After");
    sql.put("QueryTimeout", "The query took longer than it may");
    sql.put("QueryNotFound", "There is no such query, or it has no result");
    sql.put("QueryConflict", "Another statement has this id");
    sql.put("QueryMethodNotAllowed", "The path does not take this method");
    sql.put("QueryUnauthenticated", "The request has no credentials that are known");
    sql.put("QueryAccessDenied", "The credentials lack a permission, which the message names");
    sql.forEach((name, text) -> components.addResponse(name, fault(text, "SqlError")));
  }

  private static APIResponse fault(String description, String schema) {
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(
                    "application/json",
                    OASFactory.createMediaType().schema(OASFactory.createSchema().ref(schema))));
  }

  /** Jackson reads the member that names the variant by itself, so no variant declares it. */
  private static void addDiscriminators(Schema parent, Map<String, Schema> schemas) {
    Discriminator discriminator = parent.getDiscriminator();
    if (discriminator == null || discriminator.getMapping() == null) {
      return;
    }
    String member = discriminator.getPropertyName();
    discriminator
        .getMapping()
        .forEach(
            (value, reference) -> {
              Schema variant = schemas.get(reference.substring(reference.lastIndexOf('/') + 1));
              variant.addProperty(
                  member,
                  OASFactory.createSchema()
                      .type(List.of(Schema.SchemaType.STRING))
                      .enumeration(List.of(value)));
              variant.addRequired(member);
            });
  }

  /** Path parameters that filters read, not the operations themselves. */
  private static void addPathParameters(String path, PathItem item) {
    Matcher step = PATH_PARAMETER.matcher(path);
    while (step.find()) {
      String name = step.group(1);
      item.getOperations()
          .values()
          .forEach(
              operation -> {
                if (!names(operation, name)) {
                  operation.addParameter(pathParameter(name));
                }
              });
    }
  }

  private static boolean names(Operation operation, String parameter) {
    return operation.getParameters() != null
        && operation.getParameters().stream().anyMatch(p -> parameter.equals(p.getName()));
  }

  private static Parameter pathParameter(String name) {
    return OASFactory.createParameter()
        .name(name)
        .in(Parameter.In.PATH)
        .required(true)
        .schema(OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING)));
  }

  private static void enumerate(Map<String, Schema> schemas, String name, List<String> values) {
    Schema schema = schemas.get(name);
    if (schema != null) {
      schema.setEnumeration(new ArrayList<>(values));
    }
  }

  private static void nameColumnMembers(Schema column) {
    Map<String, Schema> members = new LinkedHashMap<>();
    members.put("name", column.getProperties().get("name"));
    members.put("dataType", OASFactory.createSchema().ref("DataType"));
    members.put(
        "type",
        OASFactory.createSchema()
            .type(List.of(Schema.SchemaType.STRING))
            .description("Only for the columns of aggregate tables, which need it.")
            .enumeration(List.of(ColumnRole.DIMENSION.apiName(), ColumnRole.MEASURE.apiName())));
    column.setProperties(members);
    column.setRequired(List.of("name", "dataType"));
  }

  private static void addOlderMounts(OpenAPI api) {
    Paths paths = api.getPaths();
    Map<String, PathItem> older = new LinkedHashMap<>();
    paths
        .getPathItems()
        .forEach(
            (path, item) -> {
              for (LegacyMounts.Mount mount : LegacyMounts.MOUNTS) {
                String rest = mount.olderPrefix().substring(mount.olderRoot().length());
                if (path.startsWith(PROJECT + rest)) {
                  older.put(
                      mount.olderRoot() + path.substring(PROJECT.length()),
                      copied(item, mount.olderRoot().equals("/v2") ? "V2" : "V1"));
                }
              }
              if (path.startsWith(PROJECT + SQL)) {
                String rest = path.substring((PROJECT + SQL).length());
                older.put(DruidMounts.OLDER + rest, copied(item, "Druid"));
              }
            });
    older.forEach(paths::addPathItem);
  }

  /** The same operations without the project, under ids of their own. */
  static PathItem copied(PathItem item, String suffix) {
    PathItem copy = OASFactory.createPathItem();
    item.getOperations()
        .forEach((method, operation) -> copy.setOperation(method, copied(operation, suffix)));
    return copy;
  }

  private static Operation copied(Operation operation, String suffix) {
    Operation copy =
        OASFactory.createOperation()
            .operationId(operation.getOperationId() + suffix)
            .summary(operation.getSummary())
            .tags(operation.getTags())
            .requestBody(operation.getRequestBody())
            .responses(operation.getResponses())
            .deprecated(true);
    if (operation.getParameters() != null) {
      copy.setParameters(
          operation.getParameters().stream()
              .filter(parameter -> !"projectId".equals(parameter.getName()))
              .toList());
    }
    return copy;
  }
}
