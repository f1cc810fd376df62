package dev.lodestar.jobs;

/** A job as its user asked for it. */
public sealed interface JobSpec permits BatchSpec, StreamingSpec, SqlSpec, ChangeSpec {
  /** Whether the target is made when it does not exist. */
  boolean createTableIfNotExists();
}
