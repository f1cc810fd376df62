package dev.lodestar.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.jobs.BatchSpec;
import dev.lodestar.jobs.DeleteDataSpec;
import dev.lodestar.jobs.DropTableSpec;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobLists;
import dev.lodestar.jobs.JobPage;
import dev.lodestar.jobs.JobWatch;
import dev.lodestar.jobs.JobsService;
import dev.lodestar.jobs.RestoreDataSpec;
import dev.lodestar.jobs.SqlSpec;
import dev.lodestar.jobs.StreamingSpec;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Jobs: submit one, see how it goes, stop it. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
public class JobsResource {
  static final String JOB_RULES =
      "`ManageTables` to make a table, replace, delete or restore rows, or drop a table";

  private static final String EXAMPLE =
      """
      {
        "type": "batch",
        "target": {"type": "table", "tableName": "wikipedia"},
        "createTableIfNotExists": true,
        "source": {
          "type": "uploaded",
          "fileList": ["wikipedia.json.gz"],
          "formatSettings": {"format": "nd-json"},
          "inputSchema": [
            {"name": "time", "dataType": "string"},
            {"name": "channel", "dataType": "string"}
          ]
        },
        "mappings": [
          {"columnName": "__time", "expression": "TIME_PARSE(\\"time\\")"},
          {"columnName": "channel", "expression": "\\"channel\\""}
        ]
      }
      """;

  private static final String SQL_EXAMPLE =
      """
      {
        "type": "sql",
        "createTableIfNotExists": true,
        "query": "INSERT INTO \\"edits\\" SELECT \\"__time\\", \\"channel\\" FROM \\"wikipedia\\" PARTITIONED BY DAY"
      }
      """;

  private static final String DELETE_EXAMPLE =
      """
      {
        "type": "delete_data",
        "target": {"type": "table", "tableName": "wikipedia", "intervals": ["2015-09-12/2015-09-13"]},
        "softDelete": true
      }
      """;

  /** Of all pages of jobs that are remembered as they are sent. */
  private static final int PAGES_BYTES_MAX = 32 * 1024 * 1024;

  private static final int OLDER_PAGES_BYTES_MAX = 8 * 1024 * 1024;

  private final JobsService jobs;
  private final JobLists.Pages<byte[]> pages;
  private final JobLists.Pages<byte[]> olderPages;
  private final JobWatch watch;
  private final ObjectMapper json;

  JobsResource(JobsService jobs, JobLists lists, JobWatch watch, ObjectMapper json) {
    this.jobs = jobs;
    this.pages =
        lists.in(
            page -> body(page, UnaryOperator.identity()), body -> body.length, PAGES_BYTES_MAX);
    this.olderPages =
        lists.in(page -> body(page, JobMove::inV2), body -> body.length, OLDER_PAGES_BYTES_MAX);
    this.watch = watch;
    this.json = json;
  }

  @GET
  @Path("/{projectId}/jobs")
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(operationId = "listJobs", summary = "List jobs")
  @APIResponse(
      responseCode = "200",
      description = "A page of the jobs, without their specs",
      content = @Content(schema = @Schema(implementation = JobSummaryView.Page.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  public Uni<byte[]> list(
      @BeanParam JobListParameters parameters, @Context ContainerRequestContext request) {
    return LegacyMounts.isV2(request)
        ? olderPages.get(parameters.inV2().toSelection())
        : pages.get(parameters.toSelection());
  }

  private byte[] body(JobPage page, UnaryOperator<ExecutionStatus> shown) {
    try {
      return json.writeValueAsBytes(
          new JobSummaryView.Page(
              page.jobs().stream().map(job -> JobSummaryView.of(job, shown)).toList(),
              page.moreResultsAvailable()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("writing a page of jobs", e);
    }
  }

  @POST
  @Path("/{projectId}/jobs")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(value = Permission.MANAGE_INGESTION_JOBS, besides = JOB_RULES)
  @Operation(operationId = "createJob", summary = "Submit a job")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema =
                  @Schema(
                      oneOf = {
                        BatchSpec.class,
                        StreamingSpec.class,
                        SqlSpec.class,
                        DeleteDataSpec.class,
                        DropTableSpec.class,
                        RestoreDataSpec.class
                      }),
              examples = {
                @ExampleObject(name = "batch", value = EXAMPLE),
                @ExampleObject(name = "sql", value = SQL_EXAMPLE),
                @ExampleObject(name = "delete_data", value = DELETE_EXAMPLE)
              }))
  @APIResponse(
      responseCode = "201",
      description = "The job, which waits for its turn",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<Response> create(JsonNode body, @Context ContainerRequestContext request) {
    return jobs.submit(Bodies.require(body), Callers.of(request))
        .map(
            job ->
                Response.created(Locations.of(request, "jobs", job.id().toString()))
                    .entity(view(job, request))
                    .build());
  }

  @GET
  @Path("/{projectId}/jobs/{jobId}")
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(operationId = "getJob", summary = "Get a job")
  @APIResponse(
      responseCode = "200",
      description = "The job",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<JobView> get(
      @PathParam("jobId") String jobId, @Context ContainerRequestContext request) {
    return jobs.get(jobId).map(job -> view(job, request));
  }

  @PUT
  @Path("/{projectId}/jobs/{jobId}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(operationId = "updateJob", summary = "Say what a job should do, such as stop")
  @APIResponse(
      responseCode = "200",
      description = "The job",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<JobView> update(
      @PathParam("jobId") String jobId, JobMove move, @Context ContainerRequestContext request) {
    return jobs.desire(jobId, Bodies.require(move).desired(), Callers.user(request))
        .map(job -> view(job, request));
  }

  @GET
  @Path("/{projectId}/jobs/{jobId}/status")
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(operationId = "getJobStatus", summary = "Get where a job stands")
  @APIResponse(
      responseCode = "200",
      description = "The status",
      content = @Content(schema = @Schema(implementation = JobMove.Status.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<JobMove.Status> status(
      @PathParam("jobId") String jobId, @Context ContainerRequestContext request) {
    return jobs.get(jobId).map(job -> new JobMove.Status(shown(job, request)));
  }

  @POST
  @Path("/{projectId}/jobs/{jobId}/status")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(operationId = "setJobStatus", summary = "Say what a job should do, such as stop")
  @APIResponse(
      responseCode = "200",
      description = "The status",
      content = @Content(schema = @Schema(implementation = JobMove.Status.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<JobMove.Status> move(
      @PathParam("jobId") String jobId, JobMove move, @Context ContainerRequestContext request) {
    return jobs.desire(jobId, Bodies.require(move).desired(), Callers.user(request))
        .map(job -> new JobMove.Status(shown(job, request)));
  }

  @GET
  @Path("/{projectId}/jobs/{jobId}/progress")
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(operationId = "getJobProgress", summary = "Get how far a job is")
  @APIResponse(
      responseCode = "200",
      description = "The share of the work that is done",
      content = @Content(schema = @Schema(implementation = JobMove.Progress.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<JobMove.Progress> progress(@PathParam("jobId") String jobId) {
    return jobs.progress(jobId).map(JobMove.Progress::new);
  }

  @GET
  @Path("/{projectId}/jobs/{jobId}/progress/stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(
      operationId = "streamJobProgress",
      summary = "Watch how far a job is, until it is over",
      description = "Server-sent events; the stream ends after the one that says 1.")
  @APIResponse(
      responseCode = "200",
      description = "The share of the work that is done, again and again",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = JobMove.Progress.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Multi<JobMove.Progress> progressStream(@PathParam("jobId") String jobId) {
    return watch.progress(jobId).map(JobMove.Progress::new);
  }

  @GET
  @Path("/{projectId}/jobs/{jobId}/metrics")
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(operationId = "getJobMetrics", summary = "Get what a job read and stored")
  @APIResponse(
      responseCode = "200",
      description = "The totals",
      content = @Content(schema = @Schema(implementation = JobMetricsView.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<JobMetricsView> metrics(@PathParam("jobId") String jobId) {
    return jobs.get(jobId).map(JobMetricsView::of);
  }

  @GET
  @Path("/{projectId}/jobs/{jobId}/logs")
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(operationId = "getJobLogs", summary = "Get what happened to a job, oldest first")
  @APIResponse(
      responseCode = "200",
      description = "The log",
      content = @Content(schema = @Schema(implementation = JobLogView.All.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<JobLogView.All> logs(@PathParam("jobId") String jobId) {
    return jobs.logs(jobId)
        .map(entries -> new JobLogView.All(entries.stream().map(JobLogView::of).toList()));
  }

  @POST
  @Path("/{projectId}/jobs/{jobId}/reset")
  @Requires(Permission.MANAGE_INGESTION_JOBS)
  @Operation(
      operationId = "resetJob",
      summary = "Forget how far a streaming job has read, so that its readFromPoint counts")
  @APIResponse(responseCode = "200", description = "An empty object")
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<Map<String, Object>> reset(@PathParam("jobId") String jobId) {
    return jobs.reset(jobId).replaceWith(Map.of());
  }

  private JobView view(Job job, ContainerRequestContext request) {
    return JobView.of(job, jobs.spec(job), shown(job, request));
  }

  private static ExecutionStatus shown(Job job, ContainerRequestContext request) {
    ExecutionStatus status = job.state().status();
    return LegacyMounts.isV2(request) ? JobMove.inV2(status) : status;
  }
}
