/**
 * Sketches as text: what Apache DataSketches builds and reads, in base64, which is how the engine
 * holds them.
 *
 * <p>Start with {@link dev.lodestar.sql.sketch.SketchEngine}, the functions that rendered SQL
 * calls. Promises: values are hashed as Druid hashes them, so that sketches made there and here
 * merge; the library is visible in this package only.
 */
package dev.lodestar.sql.sketch;
