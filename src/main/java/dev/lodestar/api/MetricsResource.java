package dev.lodestar.api;

import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.metrics.Metrics;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What the server measures. Source: control-plane specification, 13, which names it. */
@Cancellable(false)
@Path("/v1/metrics/export")
@Tag(name = "Metrics")
public class MetricsResource {
  private final Metrics metrics;

  MetricsResource(Metrics metrics) {
    this.metrics = metrics;
  }

  @GET
  @Requires(value = Permission.ACCESS_METRICS, organization = true)
  @Operation(operationId = "exportMetrics", summary = "Get all metrics as OpenMetrics text")
  @APIResponse(
      responseCode = "200",
      description = "The metrics",
      content =
          @Content(
              mediaType = "application/openmetrics-text",
              schema = @Schema(implementation = String.class)))
  public Uni<Response> export() {
    return metrics
        .export()
        .map(text -> Response.ok(text).header("Content-Type", Metrics.MEDIA_TYPE).build());
  }
}
