package dev.lodestar.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.files.FilesService;
import dev.lodestar.files.UploadedFile;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Brings together what the planner wants to know, when a job is submitted and when it runs. */
@ApplicationScoped
class JobPlanning {
  private final TablesService tables;
  private final FilesService files;
  private final JobPlanner planner;
  private final ObjectMapper json;
  private final Clock clock;

  JobPlanning(
      TablesService tables, FilesService files, DruidSql sql, ObjectMapper json, Clock clock) {
    this.tables = tables;
    this.files = files;
    this.planner = new JobPlanner(sql);
    this.json = json;
    this.clock = clock;
  }

  /** Call on an event loop. */
  Uni<PlanInputs> inputs(BatchSpec spec, Instant now) {
    Uni<List<UploadedFile>> named =
        switch (spec.source()) {
          case JobSource.Uploaded uploaded -> files.find(uploaded.fileList());
          case JobSource.Inline inline -> Uni.createFrom().item(List.of());
        };
    return named.chain(
        found ->
            tables.find(spec.target().tableName()).map(table -> PlanInputs.of(table, found, now)));
  }

  /** The inputs of a stored job; its "now" is its start. */
  Uni<PlanInputs> inputs(Job job) {
    Instant start =
        job.state() instanceof JobState.Running running ? running.started() : clock.instant();
    return inputs(spec(job), start);
  }

  /** Call on a worker: binding many expressions takes a while. */
  JobPlan plan(BatchSpec spec, PlanInputs inputs) {
    return planner.plan(spec, inputs);
  }

  /** The same for a job that runs, whose fields of text hold lists in some of its records. */
  JobPlan plan(Job job, PlanInputs inputs, Set<String> lists) {
    return planner.plan(spec(job), inputs, lists);
  }

  BatchSpec spec(Job job) {
    try {
      return json.readValue(job.definition().spec(), BatchSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the stored spec of job " + job.id() + " cannot be read", e);
    }
  }
}
