/**
 * Apache ORC as JSON. Start with {@link dev.lodestar.engine.orc.OrcFiles}; this is the only place
 * that knows the library and the part of Hadoop that it is built on.
 */
package dev.lodestar.engine.orc;
