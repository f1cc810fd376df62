package dev.lodestar.api;

import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.files.FileFormats;
import dev.lodestar.files.FilePage;
import dev.lodestar.files.FileSelection;
import dev.lodestar.files.FilesService;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Uploaded files. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Files")
public class FilesResource {
  private static final int LIMIT = 1000;

  private final FilesService files;

  FilesResource(FilesService files) {
    this.files = files;
  }

  @POST
  @Path("/{projectId}/files")
  @Requires(Permission.MANAGE_FILES)
  @Operation(operationId = "uploadFile", summary = "Upload a file")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.MULTIPART_FORM_DATA,
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      properties =
                          @SchemaProperty(
                              name = "file",
                              type = SchemaType.STRING,
                              format = "binary",
                              description =
                                  "The first part that has a file name; any part name works."))))
  @APIResponse(
      responseCode = "201",
      description = "The file",
      content = @Content(schema = @Schema(implementation = FileView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(responseCode = "413", ref = "PayloadTooLarge")
  public Uni<Response> upload(
      @QueryParam("dataFormat") @Schema(description = "Beats the file's name.")
          @Nullable String dataFormat,
      @QueryParam("compressionFormat")
          @Schema(enumeration = {"none", "bz2", "gz", "sz", "xz", "zstd"})
          @Nullable String compressionFormat,
      @Context HttpServerRequest http,
      @Context ContainerRequestContext request) {
    return MultipartUpload.first(http)
        .chain(
            upload ->
                Uni.createFrom()
                    .item(() -> formats(upload, dataFormat, compressionFormat))
                    .chain(
                        formats ->
                            files.store(
                                upload.name(), formats, upload.content(), Callers.user(request)))
                    .onFailure()
                    .invoke(upload.discard()))
        .map(
            file ->
                Response.created(Locations.of(request, "files", file.name()))
                    .entity(FileView.of(file))
                    .build());
  }

  private static FileFormats formats(
      MultipartUpload upload, @Nullable String dataFormat, @Nullable String compressionFormat) {
    requireOneOf("dataFormat", dataFormat, FileFormats.DATA_FORMATS);
    requireOneOf("compressionFormat", compressionFormat, FileFormats.COMPRESSIONS);
    FileFormats detected = FileFormats.detect(upload.name(), upload.contentType());
    return new FileFormats(
        dataFormat == null ? detected.dataFormat() : dataFormat,
        compressionFormat == null ? detected.compressionFormat() : compressionFormat);
  }

  private static void requireOneOf(String name, @Nullable String value, Set<String> allowed) {
    if (value != null && !allowed.contains(value)) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          name,
          "%s \"%s\" does not exist; use one of %s."
              .formatted(name, value, allowed.stream().sorted().toList()));
    }
  }

  @GET
  @Path("/{projectId}/files")
  @Requires(Permission.MANAGE_FILES)
  @Operation(operationId = "listFiles", summary = "List files")
  @APIResponse(
      responseCode = "200",
      description = "A page of the files",
      content = @Content(schema = @Schema(implementation = FileView.Page.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  public Uni<FileView.Page> list(
      @QueryParam("paginationLimit")
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "1000")
          @Nullable String paginationLimit,
      @QueryParam("paginationOffset")
          @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")
          @Nullable String paginationOffset,
      @QueryParam("searchString") @Nullable String searchString,
      @QueryParam("sortColumn") @Schema(defaultValue = "uploaded_on_dt")
          @Nullable String sortColumn,
      @QueryParam("sortOrder")
          @Schema(
              enumeration = {"ASC", "DESC"},
              defaultValue = "DESC")
          @Nullable String sortOrder,
      @Context ContainerRequestContext request) {
    FileSelection selection =
        new FileSelection(
            QueryParameters.wholeNumber(paginationLimit, "paginationLimit", LIMIT),
            QueryParameters.wholeNumber(paginationOffset, "paginationOffset", 0),
            searchString,
            QueryParameters.constant(
                FileSelection.SortColumn.class,
                sortColumn,
                "sortColumn",
                FileSelection.SortColumn.UPLOADED_ON_DT),
            QueryParameters.ascending(sortOrder));
    String path = LegacyMounts.prefix(request) + "/files";
    return files
        .list(selection)
        .chain(
            page ->
                files
                    .space()
                    .map(
                        space ->
                            new FileView.Page(
                                page.files().stream().map(FileView::of).toList(),
                                FileView.Space.of(space),
                                links(path, selection, page),
                                page.totalCount())));
  }

  private static FileView.Links links(String path, FileSelection selection, FilePage page) {
    int limit = selection.limit();
    long next = (long) selection.offset() + limit;
    int previous = Math.max(0, selection.offset() - limit);
    return new FileView.Links(
        next < page.totalCount() ? link(path, selection, next) : null,
        selection.offset() > 0 ? link(path, selection, previous) : null);
  }

  private static String link(String path, FileSelection selection, long offset) {
    String search =
        selection.search() == null ? "" : "&searchString=" + Locations.encoded(selection.search());
    return "%s?paginationLimit=%d&paginationOffset=%d&sortColumn=%s&sortOrder=%s%s"
        .formatted(
            path,
            selection.limit(),
            offset,
            selection.sortColumn().name().toLowerCase(Locale.ROOT),
            selection.ascending() ? "ASC" : "DESC",
            search);
  }

  @GET
  @Path("/{projectId}/files/{fileName:.+}")
  @Requires(Permission.MANAGE_FILES)
  @Operation(operationId = "getFile", summary = "Get what is known about a file")
  @APIResponse(
      responseCode = "200",
      description = "The file",
      content = @Content(schema = @Schema(implementation = FileView.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<FileView> get(@PathParam("fileName") String fileName) {
    return files.get(fileName).map(FileView::of);
  }

  @DELETE
  @Path("/{projectId}/files/{fileName:.+}")
  @Requires(Permission.MANAGE_FILES)
  @Operation(operationId = "deleteFile", summary = "Delete a file")
  @APIResponse(responseCode = "204", description = "The file is gone")
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<Void> delete(@PathParam("fileName") String fileName) {
    return files.delete(fileName);
  }
}
