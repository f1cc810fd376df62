package dev.lodestar.api;

import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.query.QueryResult;
import dev.lodestar.query.QueryService;
import dev.lodestar.query.SqlRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
import org.jboss.resteasy.reactive.server.Cancellable;

/** Druid SQL, answered while the request waits. */
@Cancellable(false)
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
  @Requires(Permission.ACCESS_QUERIES)
  @ChangesNothing
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
  public Multi<byte[]> query(
      SqlRequest query, @Context ContainerRequestContext request, @Context RoutingContext http) {
    return answer(Bodies.require(query), request, http);
  }

  /** As Druid does: the body is the statement. */
  @POST
  @Path("/{projectId}/query/sql")
  @Consumes(MediaType.TEXT_PLAIN)
  @Requires(Permission.ACCESS_QUERIES)
  @ChangesNothing
  @Operation(hidden = true)
  public Multi<byte[]> queryText(
      String sql, @Context ContainerRequestContext request, @Context RoutingContext http) {
    return answer(SqlRequest.of(sql), request, http);
  }

  /** As Druid does: the body is the statement, with the escapes of a form. */
  @POST
  @Path("/{projectId}/query/sql")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Requires(Permission.ACCESS_QUERIES)
  @ChangesNothing
  @Operation(hidden = true)
  public Multi<byte[]> queryForm(
      String body, @Context ContainerRequestContext request, @Context RoutingContext http) {
    return answer(SqlRequest.of(unescaped(body)), request, http);
  }

  private static String unescaped(String body) {
    try {
      return URLDecoder.decode(body, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          null,
          "The body is no URL-encoded text: each % must begin an escape of two hex digits.",
          e);
    }
  }

  private Multi<byte[]> answer(
      SqlRequest unnamed, ContainerRequestContext request, RoutingContext http) {
    SqlRequest query = unnamed.identified();
    query.queryId().ifPresent(id -> QueryPaths.setQueryId(request, id));
    return RestMulti.fromUniResponse(
        queries.run(query),
        result -> StreamedBodies.of(result.body(), http),
        QueryResource::headers);
  }

  @DELETE
  @Path("/{projectId}/query/sql/{sqlQueryId}")
  @Requires(Permission.ACCESS_QUERIES)
  @ChangesNothing
  @Operation(
      operationId = "cancelQuery",
      summary = "Cancel all running queries of an id, as far as they are not over yet")
  @APIResponse(responseCode = "202", description = "They are being canceled")
  @APIResponse(responseCode = "404", ref = "QueryNotFound")
  public Uni<Response> cancel(
      @PathParam("sqlQueryId") String sqlQueryId, @Context ContainerRequestContext http) {
    QueryPaths.setQueryId(http, sqlQueryId);
    return queries
        .cancel(sqlQueryId)
        .replaceWith(
            () -> Response.accepted().header(QueryPaths.QUERY_ID_HEADER, sqlQueryId).build());
  }

  static Map<String, List<String>> headers(QueryResult result) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put(HttpHeaders.CONTENT_TYPE, List.of(result.format().contentType()));
    headers.put(QueryPaths.QUERY_ID_HEADER, List.of(result.queryId()));
    if (result.headerIncluded()) {
      headers.put("X-Druid-SQL-Header-Included", List.of("yes"));
    }
    return headers;
  }
}
