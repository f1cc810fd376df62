/**
 * Random sequences of what users do with tables and jobs, each answer held against a model that is
 * small enough to be right.
 *
 * <p>{@link dev.lodestar.model.TableModel} is what a table should be, {@link
 * dev.lodestar.model.ModelRun} asks a server and the model the same, {@link
 * dev.lodestar.model.ModelIT} does so many times, with kills in between.
 */
@org.jspecify.annotations.NullMarked
package dev.lodestar.model;
