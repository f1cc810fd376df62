package dev.lodestar.jobs;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.data.RowCounts;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.engine.RejectedRows;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code job}. */
@Entity
@Table(name = "job")
class JobEntity {
  @Id UUID id;
  String type;
  String state;
  long revision;

  @Column(name = "desired_state")
  String desiredState;

  String spec;
  @Nullable String query;

  @Nullable
  @Column(name = "source_type")
  String sourceType;

  @Nullable
  @Column(name = "source_name")
  String sourceName;

  @Nullable
  @Column(name = "inline_data")
  String inlineData;

  @Column(name = "target_table")
  String targetTable;

  boolean replaces;

  @Column(name = "read_tables")
  String readTables;

  @Column(name = "connection_names")
  String connectionNames;

  @Nullable
  @Column(name = "exclusive_start_ms")
  Long exclusiveStartMs;

  @Nullable
  @Column(name = "exclusive_end_ms")
  Long exclusiveEndMs;

  @Column(name = "created_by_id")
  String createdById;

  @Column(name = "created_by_name")
  String createdByName;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "modified_by_id")
  String modifiedById;

  @Column(name = "modified_by_name")
  String modifiedByName;

  @Column(name = "modified_at")
  Instant modifiedAt;

  @Nullable
  @Column(name = "started_at")
  Instant startedAt;

  @Nullable
  @Column(name = "completed_at")
  Instant completedAt;

  @Column(name = "health_status")
  String healthStatus;

  @Nullable
  @Column(name = "health_code")
  String healthCode;

  @Nullable
  @Column(name = "health_message")
  String healthMessage;

  @Nullable
  @Column(name = "rows_processed")
  Long rowsProcessed;

  @Nullable
  @Column(name = "rows_processed_with_warning")
  Long rowsProcessedWithWarning;

  @Nullable
  @Column(name = "rows_skipped_by_filter")
  Long rowsSkippedByFilter;

  @Nullable
  @Column(name = "rows_skipped_by_error")
  Long rowsSkippedByError;

  @Nullable
  @Column(name = "rows_persisted")
  Long rowsPersisted;

  @Nullable
  @Column(name = "bytes_processed")
  Long bytesProcessed;

  /** What a search looks into, in lower case; the database makes it. */
  @Nullable
  @Column(name = "searched", insertable = false, updatable = false)
  String searched;

  @Nullable
  @Column(name = "rows_late")
  Long rowsLate;

  @Nullable
  @Column(name = "rows_early")
  Long rowsEarly;

  static JobEntity of(Job job) {
    JobEntity entity = new JobEntity();
    entity.id = job.id();
    entity.type = job.type().apiName();
    entity.desiredState = job.desired().apiName();
    entity.revision = job.revision();
    entity.spec = job.definition().spec();
    entity.query = job.definition().query();
    entity.sourceType = job.definition().sourceType();
    entity.sourceName = job.definition().sourceName();
    entity.inlineData = job.definition().inlineData();
    entity.targetTable = job.definition().targetTable();
    entity.lock(job.definition().lock());
    entity.readTables = TableNames.toJson(job.definition().readTables());
    entity.connectionNames = TableNames.toJson(job.definition().connectionNames());
    entity.createdById = job.created().user().userId();
    entity.createdByName = job.created().user().username();
    entity.createdAt = job.created().time();
    entity.modifiedBy(job.modified());
    entity.state(job.state());
    entity.health(job.health());
    job.totals().ifPresent(entity::totals);
    return entity;
  }

  private void lock(TableLock lock) {
    replaces = lock.exclusive().isPresent();
    lock.exclusive()
        .ifPresent(
            interval -> {
              exclusiveStartMs = interval.start().toEpochMilli();
              exclusiveEndMs = interval.end().toEpochMilli();
            });
  }

  private TableLock lock() {
    // Jobs of an earlier version replace without saying which times: all of them.
    return !replaces
        ? TableLock.SHARED
        : TableLock.of(
            List.of(
                exclusiveStartMs == null || exclusiveEndMs == null
                    ? Granularity.ETERNITY
                    : new Interval(
                        Instant.ofEpochMilli(exclusiveStartMs),
                        Instant.ofEpochMilli(exclusiveEndMs))));
  }

  void modifiedBy(UserStamp stamp) {
    modifiedById = stamp.user().userId();
    modifiedByName = stamp.user().username();
    modifiedAt = stamp.time();
  }

  void state(JobState moved) {
    state = moved.status().apiName();
    switch (moved) {
      case JobState.Pending pending -> startedAt = null;
      case JobState.Running running -> startedAt = running.started();
      case JobState.Idle idle -> startedAt = idle.started();
      case JobState.Suspended suspended -> startedAt = suspended.started();
      case JobState.Completed completed -> {
        startedAt = completed.started();
        completedAt = completed.ended();
      }
      case JobState.Failed failed -> {
        startedAt = failed.started();
        completedAt = failed.ended();
      }
      case JobState.Canceled canceled -> completedAt = canceled.ended();
    }
  }

  void health(JobHealth health) {
    healthStatus = health.status().apiName();
    healthCode = health.code();
    healthMessage = health.message();
  }

  void totals(JobTotals totals) {
    rowsProcessed = totals.rows().processed();
    rowsProcessedWithWarning = totals.rows().processedWithWarnings();
    rowsSkippedByFilter = totals.rows().skippedByFilter();
    rowsSkippedByError = totals.rows().skippedByError();
    rowsPersisted = totals.rowsPersisted();
    bytesProcessed = totals.bytesProcessed();
    rowsLate = totals.rejected().late();
    rowsEarly = totals.rejected().early();
  }

  Job toJob() {
    return new Job(
        id,
        JobType.ofApiName(type),
        state(),
        revision,
        ExecutionStatus.ofApiName(desiredState, "desiredExecutionStatus"),
        new JobDefinition(
            spec,
            query,
            sourceType,
            sourceName,
            inlineData,
            targetTable,
            lock(),
            TableNames.ofJson(readTables),
            TableNames.ofJson(connectionNames)),
        new UserStamp(new UserReference(createdByName, createdById), createdAt),
        new UserStamp(new UserReference(modifiedByName, modifiedById), modifiedAt),
        new JobHealth(
            JobHealth.Status.ofApiName(healthStatus).orElseThrow(), healthCode, healthMessage),
        totals());
  }

  JobState state() {
    return JobState.stored(id, state, startedAt, completedAt);
  }

  private Optional<JobTotals> totals() {
    return rowsProcessed == null
        ? Optional.empty()
        : Optional.of(
            new JobTotals(
                new RowCounts(
                    rowsProcessed,
                    orZero(rowsProcessedWithWarning),
                    orZero(rowsSkippedByFilter),
                    orZero(rowsSkippedByError)),
                orZero(rowsPersisted),
                orZero(bytesProcessed),
                new RejectedRows(orZero(rowsLate), orZero(rowsEarly))));
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
