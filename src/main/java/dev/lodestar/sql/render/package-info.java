/**
 * From a validated tree to a statement of the embedded engine.
 *
 * <p>Start with {@link dev.lodestar.sql.render.Renderer}. Promises: only what is known here is
 * printed, everything else is refused; fragments are self-contained; text never contains what a
 * user wrote except as quoted names and quoted literals.
 */
package dev.lodestar.sql.render;
