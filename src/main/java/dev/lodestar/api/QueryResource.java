package dev.lodestar.api;

import dev.lodestar.query.QueryResult;
import dev.lodestar.query.QueryService;
import dev.lodestar.query.SqlRequest;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** Druid SQL, answered while the request waits. */
@Path(ProjectsResource.PATH)
@Tag(name = "Query")
public class QueryResource {
  private final QueryService queries;

  QueryResource(QueryService queries) {
    this.queries = queries;
  }

  @POST
  @Path("/{projectId}/query/sql")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "query", summary = "Query tables with Druid SQL")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = SqlRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "The rows, in the asked format",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.ARRAY),
            examples = @ExampleObject(name = "object", value = "[{\"c\":39244}]")),
        @Content(
            mediaType = MediaType.TEXT_PLAIN,
            schema = @Schema(type = SchemaType.STRING),
            examples = @ExampleObject(name = "objectLines", value = "{\"c\":39244}\n\n")),
        @Content(
            mediaType = "text/csv",
            schema = @Schema(type = SchemaType.STRING),
            examples = @ExampleObject(name = "csv", value = "39244\n\n"))
      })
  @APIResponse(responseCode = "400", ref = "BadQuery")
  @APIResponse(responseCode = "429", ref = "TooManyQueries")
  @APIResponse(responseCode = "504", ref = "QueryTimeout")
  public Multi<byte[]> query(SqlRequest request) {
    return RestMulti.fromUniResponse(
        queries.run(Bodies.require(request)), QueryResult::body, QueryResource::headers);
  }

  private static Map<String, List<String>> headers(QueryResult result) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put(HttpHeaders.CONTENT_TYPE, List.of(result.format().contentType()));
    headers.put("X-Druid-SQL-Query-Id", List.of(result.queryId()));
    if (result.headerIncluded()) {
      headers.put("X-Druid-SQL-Header-Included", List.of("yes"));
    }
    return headers;
  }
}
