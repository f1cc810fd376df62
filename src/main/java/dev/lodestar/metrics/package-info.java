/**
 * What the server measures of itself, as OpenMetrics.
 *
 * <p>Start with {@link dev.lodestar.metrics.Metrics}. Other packages say what they measure as
 * {@link dev.lodestar.metrics.Measured}. Promise: labels name tables, jobs and operations, never
 * contents or secrets, and their number is bounded.
 */
package dev.lodestar.metrics;
