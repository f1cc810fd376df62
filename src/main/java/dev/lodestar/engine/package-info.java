/**
 * What an engine does, free of any engine: ingest files into segments, and answer queries.
 *
 * <p>Start with {@link dev.lodestar.engine.Engine}. Promises: plain blocking Java; a plan says
 * everything, an engine decides nothing about tables or jobs; nothing an engine writes is visible
 * before somebody else commits it.
 */
package dev.lodestar.engine;
