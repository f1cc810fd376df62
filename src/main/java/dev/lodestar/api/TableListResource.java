package dev.lodestar.api;

import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.tables.ListedTable;
import dev.lodestar.tables.TableLists;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The list of tables: all of them in one answer, as the API has it. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Tag(name = "Tables")
public class TableListResource {
  private final TableLists tables;
  private final TableListBodies bodies;

  TableListResource(TableLists tables, TableListBodies bodies) {
    this.tables = tables;
    this.bodies = bodies;
  }

  @GET
  @Path("/{projectId}/tables")
  @Requires(anyOf = {Permission.VIEW_TABLES, Permission.MANAGE_TABLES})
  @Operation(
      operationId = "listTables",
      summary = "List tables by name",
      description = "All in one answer; zipped when Accept-Encoding allows gzip.")
  @APIResponse(
      responseCode = "200",
      description = "The tables, without their schemas",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TableList.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  public Multi<byte[]> list(
      @QueryParam("partitioningGranularity")
          @Schema(description = "Only tables partitioned by this unit.")
          @Nullable String partitioningGranularity,
      @QueryParam("segmentCount")
          @Schema(type = SchemaType.INTEGER, description = "Only tables with so many segments.")
          @Nullable String segmentCount,
      @jakarta.ws.rs.core.Context RoutingContext http) {
    TableFilter filter = TableFilter.of(partitioningGranularity, segmentCount);
    boolean isZipped = AcceptedEncodings.hasGzip(http.request().headers());
    return RestMulti.fromUniResponse(
        tables.all().chain(all -> body(all, filter, isZipped)),
        pieces -> StreamedBodies.of(Multi.createFrom().iterable(pieces), http),
        pieces -> headers(isZipped));
  }

  private Uni<List<byte[]>> body(List<ListedTable> all, TableFilter filter, boolean isZipped) {
    return bodies
        .known(all, filter, isZipped)
        .map(known -> Uni.createFrom().item(known))
        .orElseGet(
            () -> {
              Context here = Vertx.currentContext();
              return Uni.createFrom()
                  .item(() -> bodies.of(all, filter, isZipped))
                  .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                  .emitOn(command -> here.runOnContext(nothing -> command.run()));
            });
  }

  private static Map<String, List<String>> headers(boolean isZipped) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put(HttpHeaders.CONTENT_TYPE, List.of("application/json;charset=UTF-8"));
    headers.put(HttpHeaders.VARY, List.of(HttpHeaders.ACCEPT_ENCODING));
    if (isZipped) {
      headers.put(HttpHeaders.CONTENT_ENCODING, List.of("gzip"));
    }
    return headers;
  }
}
