/**
 * Benchmarks, run by hand, and the generator of the rows that they load. Nothing here is a test.
 */
package dev.lodestar.bench;
