/**
 * Random statements against the wired server. Start with {@code QueryFuzzTest}; {@code
 * RandomStatements} grows statements from the grammar, {@code Mutations} bends those of the
 * scripts.
 */
package dev.lodestar.fuzz;
