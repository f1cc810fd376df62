/**
 * The types of Druid SQL as the validator sees them.
 *
 * <p>Start with {@link dev.lodestar.sql.type.DruidTypes}. Promises: one type factory with Druid's
 * rules (64-bit integers, decimals as doubles, milliseconds), and both ways between column types,
 * validated types and result types.
 */
package dev.lodestar.sql.type;
