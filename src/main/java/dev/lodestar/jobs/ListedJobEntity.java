package dev.lodestar.jobs;

import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** What lists show of a row of {@code job}, and what they are searched by. */
@Entity
@Immutable
@Table(name = "job")
class ListedJobEntity {
  @Id UUID id;
  String type;
  String state;

  @Column(name = "desired_state")
  String desiredState;

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

  /** What a search looks into, in lower case; the database makes it. */
  String searched;

  ListedJob toListedJob() {
    return new ListedJob(
        id,
        JobType.ofApiName(type),
        JobState.stored(id, state, startedAt, completedAt),
        ExecutionStatus.ofApiName(desiredState, "desiredExecutionStatus"),
        sourceType,
        sourceName,
        inlineData,
        targetTable,
        new UserStamp(new UserReference(createdByName, createdById), createdAt),
        new UserStamp(new UserReference(modifiedByName, modifiedById), modifiedAt),
        new JobHealth(
            JobHealth.Status.ofApiName(healthStatus).orElseThrow(), healthCode, healthMessage));
  }
}
