package dev.lodestar.api;

import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * What annotations cannot say about the API: the older mounts, the names of plain enumerations, and
 * the members of a column.
 */
public class OpenApiModel implements OASFilter {
  private static final String PROJECT = "/v1/projects/{projectId}";

  @Override
  public void filterOpenAPI(OpenAPI api) {
    Map<String, Schema> schemas = api.getComponents().getSchemas();
    enumerate(
        schemas, "DataType", Arrays.stream(DataType.values()).map(DataType::apiName).toList());
    enumerate(
        schemas,
        "Granularity",
        Arrays.stream(Granularity.values()).map(Granularity::apiName).toList());
    nameColumnMembers(schemas.get("Column"));
    addOlderMounts(api);
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
    Schema type =
        column.getProperties().getOrDefault("type", column.getProperties().get("dataType"));
    members.put("dataType", type);
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
                      copied(item, mount.olderRoot()));
                }
              }
            });
    older.forEach(paths::addPathItem);
  }

  /** The same operations without the project, under ids of their own. */
  private static PathItem copied(PathItem item, String root) {
    PathItem copy = OASFactory.createPathItem();
    item.getOperations()
        .forEach(
            (method, operation) ->
                copy.setOperation(method, copied(operation, root.equals("/v2") ? "V2" : "V1")));
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
