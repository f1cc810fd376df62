/**
 * What data is: column types, columns, names, intervals, granularities and row counts.
 *
 * <p>Start with {@link dev.lodestar.data.Column}. Promises: plain immutable values, checked when
 * they are built; times are UTC instants with millisecond precision; intervals are half-open.
 */
package dev.lodestar.data;
