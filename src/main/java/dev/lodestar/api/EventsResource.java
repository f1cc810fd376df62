package dev.lodestar.api;

import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.events.EventsService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Pushes events to a connection; the job that reads it says what they look like. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Tag(name = "Events")
public class EventsResource {
  private final EventsService events;

  EventsResource(EventsService events) {
    this.events = events;
  }

  @POST
  @Path("/{projectId}/events/{connectionName}")
  @Requires(Permission.MANAGE_STREAMS)
  @ChangesNothing
  @Operation(
      operationId = "pushEvents",
      summary = "Push events, one a line",
      description = "Any Content-Type, or none; Content-Encoding gzip is understood.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(examples = "{\"ts\":\"2026-01-05T10:00:00Z\",\"user\":\"a\"}")))
  @APIResponse(responseCode = "200", description = "The events are stored, and read soon")
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "413", ref = "PayloadTooLarge")
  @APIResponse(responseCode = "429", ref = "TooManyRequests")
  public Uni<Response> push(
      @PathParam("connectionName") String connectionName,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      byte @Nullable [] body) {
    return events
        .push(connectionName, body == null ? new byte[0] : body, isPacked(encoding))
        .map(done -> Response.ok().build());
  }

  private static boolean isPacked(@Nullable String encoding) {
    return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw new ServiceException(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              HttpHeaders.CONTENT_ENCODING,
              "Events can be packed with gzip only; Content-Encoding %s is not understood."
                  .formatted(encoding));
    };
  }
}
