/**
 * What the server does to stored data by itself: it hides what storage policies do not keep ({@link
 * dev.lodestar.upkeep.Retention}), removes for good what was hidden long ago ({@link
 * dev.lodestar.upkeep.Purge}), and merges small segments ({@link dev.lodestar.upkeep.Compaction}).
 *
 * <p>Start with {@link dev.lodestar.upkeep.CompactionTask}. It promises that no query and no job
 * waits for any of it or sees anything of it but hidden rows: a merge changes no result.
 */
package dev.lodestar.upkeep;
