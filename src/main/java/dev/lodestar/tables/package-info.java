/**
 * Tables: their declaration, the columns that ingestion discovered, and their segments.
 *
 * <p>Start with {@link dev.lodestar.tables.TablesService}. Promises: a table's segments change in
 * one transaction together with the job that made them; a snapshot of several tables is taken at
 * one moment.
 */
package dev.lodestar.tables;
