/**
 * Jobs: what a user asked for, the plan that follows from it, and how it is carried out.
 *
 * <p>Start with {@link dev.lodestar.jobs.JobsService}, then follow one job: {@code BatchSpec} (what
 * was asked) → {@code JobPlanner} → {@code JobPlan} (what will happen) → {@code JobRunner} →
 * segments → one commit → {@code JobState.Completed}. Promises: the rows of a job become visible in
 * the transaction that completes it, all or none; after a crash an unfinished job is planned and
 * run again; nothing resumes from memory.
 */
package dev.lodestar.jobs;
