package dev.lodestar.api;

import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.query.QueryResult;
import dev.lodestar.query.ResultFormat;
import dev.lodestar.query.SqlRequest;
import dev.lodestar.query.StatementsService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Druid SQL whose result is fetched later. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Tag(name = "Query")
public class StatementsResource {
  private static final String STATEMENTS = "/{projectId}/query/sql/statements";
  private static final String OWN = "the key that submitted it, or `AdministerProjects`";
  private static final String OWN_RESULTS = "the key that submitted it";
  private static final int FILE_NAME_MAX = 255;

  private final StatementsService statements;

  StatementsResource(StatementsService statements) {
    this.statements = statements;
  }

  @POST
  @Path(STATEMENTS)
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(
      value = {Permission.ACCESS_QUERIES, Permission.MANAGE_INGESTION_JOBS},
      besides = JobsResource.JOB_RULES)
  @Operation(operationId = "submitStatement", summary = "Run Druid SQL aside")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = SqlRequest.class)))
  @APIResponse(responseCode = "200", description = "The statement, which waits for a slot")
  @APIResponse(responseCode = "400", ref = "BadQuery")
  @APIResponse(responseCode = "409", ref = "QueryConflict")
  @APIResponse(responseCode = "429", ref = "TooManyQueries")
  public Uni<RestResponse<StatementView>> submit(
      SqlRequest unnamed, @Context ContainerRequestContext http) {
    SqlRequest request = Bodies.require(unnamed).identified();
    request.queryId().ifPresent(id -> QueryPaths.setQueryId(http, id));
    return statements
        .submit(request, Callers.of(http))
        .map(submitted -> answer(200, StatementView.of(submitted, false)));
  }

  @GET
  @Path(STATEMENTS + "/{queryId}")
  @Requires(
      value = {Permission.ACCESS_QUERIES, Permission.MANAGE_INGESTION_JOBS},
      besides = OWN)
  @Operation(operationId = "getStatement", summary = "Where a statement stands")
  @APIResponse(responseCode = "200", description = "The statement")
  @APIResponse(responseCode = "404", ref = "QueryNotFound")
  public Uni<RestResponse<StatementView>> get(
      @PathParam("queryId") String queryId,
      @Schema(defaultValue = "false") @QueryParam("detail") @Nullable String detail,
      @Context ContainerRequestContext http) {
    QueryPaths.setQueryId(http, queryId);
    return statements
        .get(queryId, Callers.of(http))
        .map(found -> answer(200, StatementView.of(found, Boolean.parseBoolean(detail))));
  }

  @DELETE
  @Path(STATEMENTS + "/{queryId}")
  @Requires(
      value = {Permission.ACCESS_QUERIES, Permission.MANAGE_INGESTION_JOBS},
      besides = OWN)
  @ChangesNothing
  @Operation(
      operationId = "cancelStatement",
      summary = "Cancel a statement; 200 when it is over already")
  @APIResponse(
      responseCode = "202",
      description = "The statement, which is canceled; with status 200, which was over",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = StatementView.class)))
  @APIResponse(responseCode = "404", ref = "QueryNotFound")
  public Uni<RestResponse<StatementView>> cancel(
      @PathParam("queryId") String queryId, @Context ContainerRequestContext http) {
    QueryPaths.setQueryId(http, queryId);
    return statements
        .cancel(queryId, Callers.of(http))
        .chain(
            canceled ->
                statements
                    .get(queryId, Callers.of(http))
                    .map(found -> answer(canceled ? 202 : 200, StatementView.of(found, false))));
  }

  @GET
  @Path(STATEMENTS + "/{queryId}/results")
  @Requires(
      value = {Permission.ACCESS_QUERIES, Permission.MANAGE_INGESTION_JOBS},
      besides = OWN_RESULTS)
  @Operation(operationId = "getStatementResults", summary = "The rows of a statement that is over")
  @APIResponse(
      responseCode = "200",
      description = "The rows of one page, or of all, in the asked format",
      content = {
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.ARRAY)),
        @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING))
      })
  @APIResponse(responseCode = "400", ref = "BadQuery")
  @APIResponse(responseCode = "404", ref = "QueryNotFound")
  public Multi<byte[]> results(
      @PathParam("queryId") String queryId,
      @QueryParam("page") @Nullable String page,
      @Schema(defaultValue = "object") @QueryParam("resultFormat") @Nullable String resultFormat,
      @QueryParam("filename") @Nullable String fileName,
      @Context ContainerRequestContext request,
      @Context RoutingContext http) {
    QueryPaths.setQueryId(request, queryId);
    ResultFormat format = ResultFormats.named(resultFormat);
    Optional<Integer> wanted =
        page == null || page.isEmpty()
            ? Optional.empty()
            : Optional.of(QueryParameters.wholeNumber(page, "page", 0));
    Optional<String> disposition =
        Optional.ofNullable(fileName).map(StatementsResource::attachment);
    return RestMulti.fromUniResponse(
        statements.results(queryId, format, wanted, Callers.of(request)),
        result -> StreamedBodies.of(result.body(), http),
        result -> headers(result, disposition));
  }

  private static Map<String, List<String>> headers(
      QueryResult result, Optional<String> disposition) {
    Map<String, List<String>> headers = new HashMap<>(QueryResource.headers(result));
    disposition.ifPresent(text -> headers.put(HttpHeaders.CONTENT_DISPOSITION, List.of(text)));
    return headers;
  }

  /** Names that a header can hold as they are, and that are no paths. */
  private static String attachment(String fileName) {
    boolean fits =
        !fileName.isBlank()
            && fileName.length() <= FILE_NAME_MAX
            && fileName.chars().allMatch(c -> c >= ' ' && c < 127 && "\"\\/:*?<>|".indexOf(c) < 0);
    if (!fits) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "filename",
          "filename must be 1 to 255 printable ASCII characters without any of \" \\ / : * ? < > |.");
    }
    return "attachment; filename=\"%s\"".formatted(fileName);
  }

  private static RestResponse<StatementView> answer(int status, StatementView view) {
    return RestResponse.ResponseBuilder.<StatementView>create(status)
        .entity(view)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(QueryPaths.QUERY_ID_HEADER, view.queryId())
        .build();
  }
}
