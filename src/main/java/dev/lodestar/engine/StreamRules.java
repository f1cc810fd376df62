package dev.lodestar.engine;

import dev.lodestar.data.Interval;
import dev.lodestar.data.UpsertRule;
import java.util.Optional;

/**
 * What is different for records of a stream: nobody can correct them, so one without a usable time
 * is skipped and counted instead of failing everything.
 *
 * @param accepted rows of other times are left out as too late or too early
 * @param isProvisional whether the files are going to be merged soon, and may be written in haste
 * @param explains whether to find out what is wrong with records, which reads them again
 * @param rowBytesMax the length of the longest record
 * @param upserts which records take the place of others; of those that are read together only the
 *     newest one of each key is stored then
 */
public record StreamRules(
    Interval accepted,
    boolean isProvisional,
    boolean explains,
    long rowBytesMax,
    Optional<UpsertRule> upserts) {}
