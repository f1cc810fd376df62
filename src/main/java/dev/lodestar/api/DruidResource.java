package dev.lodestar.api;

import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.data.Column;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.ListedTable;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableLists;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Druid's paths beside SQL: the tables as data sources, and native queries, which are refused.
 *
 * <p>{@link DruidMounts} has the SQL paths.
 */
@Cancellable(false)
@Path("/druid/v2")
@Tag(name = "Druid")
@Produces(MediaType.APPLICATION_JSON)
public class DruidResource {
  private final TablesService tables;
  private final TableLists lists;

  DruidResource(TablesService tables, TableLists lists) {
    this.tables = tables;
    this.lists = lists;
  }

  /** The columns of a table; detail tables have no metrics. */
  @Schema(name = "DruidDataSource")
  public record DataSource(List<String> dimensions, List<String> metrics) {
    public DataSource {
      dimensions = List.copyOf(dimensions);
      metrics = List.copyOf(metrics);
    }
  }

  @POST
  @Requires(Permission.ACCESS_QUERIES)
  @ChangesNothing
  @Operation(operationId = "druidNativeQuery", summary = "Native queries are absent", hidden = true)
  public Uni<Void> nativeQuery() {
    return Uni.createFrom()
        .failure(
            () ->
                new ServiceException(
                    ErrorCode.NOT_SUPPORTED,
                    null,
                    "Native queries are absent; send SQL to %s.".formatted(DruidMounts.OLDER)));
  }

  @GET
  @Path("/datasources")
  @Requires(
      anyOf = {
        Permission.ACCESS_QUERIES,
        Permission.READ_DATA_SOURCES,
        Permission.VIEW_TABLES,
        Permission.MANAGE_TABLES
      })
  @Operation(operationId = "druidDataSources", summary = "The names of all tables")
  @APIResponse(responseCode = "200", description = "In the order of the names")
  @APIResponse(responseCode = "405", ref = "QueryMethodNotAllowed")
  public Uni<List<String>> dataSources() {
    return lists.all().map(all -> all.stream().map(ListedTable::name).sorted().toList());
  }

  /** As in Druid, a table that does not exist has no columns. */
  @GET
  @Path("/datasources/{dataSource}")
  @Requires(
      anyOf = {
        Permission.ACCESS_QUERIES,
        Permission.READ_DATA_SOURCES,
        Permission.VIEW_TABLES,
        Permission.MANAGE_TABLES
      })
  @Operation(operationId = "druidDataSource", summary = "The columns of a table but __time")
  @APIResponse(responseCode = "200", description = "Empty lists when there is no such table")
  @APIResponse(responseCode = "405", ref = "QueryMethodNotAllowed")
  public Uni<DataSource> dataSource(String dataSource) {
    return tables
        .find(dataSource)
        .map(
            found ->
                new DataSource(found.map(DruidResource::dimensions).orElse(List.of()), List.of()));
  }

  private static List<String> dimensions(Table table) {
    return table.columns().stream().filter(column -> !column.isTime()).map(Column::name).toList();
  }
}
