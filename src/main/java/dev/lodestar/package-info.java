/**
 * Lodestar, an open server for the Imply Polaris API.
 *
 * <p>The packages below are the architecture; docs/ARCHITECTURE.md lists who may use whom. To
 * follow one job from request to visible rows, start at {@code api.JobsResource}.
 */
package dev.lodestar;
