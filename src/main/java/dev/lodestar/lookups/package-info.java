/**
 * Lookups: tables whose columns map keys to values, by the names that SQL calls them by.
 *
 * <p>Start with {@link dev.lodestar.lookups.LookupsService}. Promises: a table that a lookup reads
 * stays, undivided by time; what a query looks up is what the table shows to that query.
 */
package dev.lodestar.lookups;
