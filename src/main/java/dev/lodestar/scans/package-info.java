/**
 * From the rows that a table has at one moment to the files that the engine reads.
 *
 * <p>Start with {@link dev.lodestar.scans.TableScans}. Promise: queries, jobs, lookups and merges
 * see the same rows of the same snapshot.
 */
package dev.lodestar.scans;
