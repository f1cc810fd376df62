/**
 * HTTP: resources, the views they answer with, the one error body and the OpenAPI document.
 *
 * <p>Start with {@link dev.lodestar.api.JobsResource}. Promises: a resource decodes, calls one
 * service method and wraps the answer; only {@link dev.lodestar.api.ErrorMapper} knows which fault
 * has which status; the older mounts ({@code /v2}, project-less {@code /v1}) are rewritten to the
 * project-scoped paths by {@link dev.lodestar.api.LegacyMounts}, so there is one model.
 */
package dev.lodestar.api;
