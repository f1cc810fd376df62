/**
 * The one catalog of Druid's operators and functions.
 *
 * <p>Start with {@link dev.lodestar.sql.function.FunctionCatalog}; a function is added by one
 * declaration in the class of its section and nothing else. Promises: what the validator accepts is
 * exactly what is declared here, so an accepted call can never lack a rendering, and each
 * declaration carries an example that a test runs.
 */
package dev.lodestar.sql.function;
