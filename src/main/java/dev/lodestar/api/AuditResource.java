package dev.lodestar.api;

import dev.lodestar.audit.AuditLog;
import dev.lodestar.audit.AuditSelection;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Who changed what. Source: control-plane specification, 13, which only names it. */
@Cancellable(false)
@Path("/v1/audit/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Audit")
public class AuditResource {
  private final AuditLog audit;

  AuditResource(AuditLog audit) {
    this.audit = audit;
  }

  @GET
  @Requires(value = Permission.ACCESS_AUDIT_LOGS, organization = true)
  @Operation(operationId = "listAuditEvents", summary = "List changes, the newest first")
  @APIResponse(
      responseCode = "200",
      description = "The changes",
      content = @Content(schema = @Schema(implementation = AuditEntryView.All.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  public Uni<AuditEntryView.All> list(
      @Parameter(description = "From this moment on, such as 2026-01-05T10:00:00Z")
          @QueryParam("startTime")
          @Nullable String startTime,
      @Parameter(description = "Before this moment") @QueryParam("endTime")
          @Nullable String endTime,
      @Parameter(description = "Changes by this user or key alone") @QueryParam("userId")
          @Nullable String userId,
      @Parameter(description = "One operation alone, such as createTable") @QueryParam("action")
          @Nullable String action,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      defaultValue = "100",
                      minimum = "1",
                      maximum = "1000"))
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(schema = @Schema(type = SchemaType.INTEGER, defaultValue = "0"))
          @QueryParam("offset")
          @Nullable String offset) {
    return Uni.createFrom()
        .item(
            () ->
                new AuditSelection(
                    time(startTime, "startTime"),
                    time(endTime, "endTime"),
                    Optional.ofNullable(userId),
                    Optional.ofNullable(action),
                    QueryParameters.wholeNumber(limit, "limit", AuditSelection.LIMIT_DEFAULT),
                    QueryParameters.wholeNumber(offset, "offset", 0)))
        .chain(audit::page)
        .map(AuditEntryView.All::of);
  }

  private static Optional<Instant> time(@Nullable String text, String name) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          name,
          "%s must be a time such as 2026-01-05T10:00:00Z.".formatted(name),
          e);
    }
  }
}
