/**
 * Projects: Lodestar has exactly one, named {@code default}, whose id is made with the database.
 *
 * <p>Start with {@link dev.lodestar.projects.ProjectsService}.
 */
package dev.lodestar.projects;
