package dev.lodestar.api;

import dev.lodestar.jobs.JobsService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Answers 404 and 400 to who wants to watch a job that is not there or shows no progress: once
 * events are promised, the status is sent.
 */
public class ProgressStreamFilter {
  private final JobsService jobs;

  ProgressStreamFilter(JobsService jobs) {
    this.jobs = jobs;
  }

  @ServerRequestFilter
  public @Nullable Uni<Response> requireProgress(ContainerRequestContext request) {
    String job = request.getUriInfo().getPathParameters().getFirst("jobId");
    // Null lets the request go on.
    return job == null || !request.getUriInfo().getPath().endsWith("/progress/stream")
        ? null
        : jobs.progress(job).map(found -> null);
  }
}
