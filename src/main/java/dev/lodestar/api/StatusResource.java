package dev.lodestar.api;

import dev.lodestar.auth.OpenToAll;
import dev.lodestar.auth.Requires;
import dev.lodestar.query.metadata.ServerVersion;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What clients of Druid ask to see whether it is there, and which release it is. */
@Cancellable(false)
@Path("/status")
@Tag(name = "Druid")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {

  /** Druid's answer, as far as it means something here. */
  @Schema(name = "DruidStatus")
  public record Status(
      @Schema(required = true, examples = ServerVersion.DRUID) String version,
      List<String> modules,
      Memory memory) {
    public Status {
      modules = List.copyOf(modules);
    }
  }

  /** The heap, in bytes. */
  @Schema(name = "DruidMemory")
  public record Memory(long maxMemory, long totalMemory, long freeMemory, long usedMemory) {}

  @GET
  @Requires
  @Operation(operationId = "druidStatus", summary = "The release of Druid that is followed")
  @APIResponse(responseCode = "200", description = "The version and the memory")
  @APIResponse(responseCode = "405", ref = "MethodNotAllowed")
  public Status status() {
    Runtime runtime = Runtime.getRuntime();
    long total = runtime.totalMemory();
    long free = runtime.freeMemory();
    return new Status(
        ServerVersion.DRUID, List.of(), new Memory(runtime.maxMemory(), total, free, total - free));
  }

  @GET
  @Path("/health")
  @OpenToAll
  @Operation(operationId = "druidHealth", summary = "Whether the server answers")
  @APIResponse(responseCode = "200", description = "Always true")
  @APIResponse(responseCode = "405", ref = "MethodNotAllowed")
  public boolean health() {
    return true;
  }
}
