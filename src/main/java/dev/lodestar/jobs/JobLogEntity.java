package dev.lodestar.jobs;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code job_log}. */
@Entity
@Table(name = "job_log")
class JobLogEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  @Column(name = "job_id")
  UUID jobId;

  @Column(name = "logged_at")
  Instant loggedAt;

  @Column(name = "health_status")
  String healthStatus;

  String code;
  String message;

  static JobLogEntity of(UUID jobId, JobLogEntry entry) {
    JobLogEntity entity = new JobLogEntity();
    entity.jobId = jobId;
    entity.loggedAt = entry.time();
    entity.healthStatus = entry.status().apiName();
    entity.code = entry.code();
    entity.message = entry.message();
    return entity;
  }

  JobLogEntry toEntry() {
    return new JobLogEntry(
        loggedAt, JobHealth.Status.ofApiName(healthStatus).orElseThrow(), code, message);
  }
}
