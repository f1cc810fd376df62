/**
 * Runs statement files against the whole server and compares their answers.
 *
 * <p>Start with {@link dev.lodestar.conformance.ConformanceTest}. Promises: files in the format of
 * Calcite's Quidem run as they are; every difference is reported with its file and line.
 */
package dev.lodestar.conformance;
